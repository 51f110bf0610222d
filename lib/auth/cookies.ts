import "server-only";
import type { CookiesOptions } from "next-auth";
import { env } from "@/lib/env";
import { minute, second } from "@/lib/time";

/** The attributes of every cookie here. Browsers take a `__Host-` cookie only with these, and from no other host. */
export function getCookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() } as const;
}

/** Other applications on this host have their own prefix, so no two end each other's sessions. */
export function getCookieName(name: string): string {
  return `${isHttps() ? "__Host-" : ""}api-access.${name}`;
}

function isHttps(): boolean {
  return env().NEXTAUTH_URL.startsWith("https://");
}

/** All cookies that next-auth sets. */
export function getNextAuthCookies(): CookiesOptions {
  const options = getCookieOptions();
  const signInOptions = { ...options, maxAge: (15 * minute) / second };
  return {
    sessionToken: { name: getCookieName("session-token"), options },
    callbackUrl: { name: getCookieName("callback-url"), options },
    csrfToken: { name: getCookieName("csrf-token"), options },
    pkceCodeVerifier: { name: getCookieName("pkce-code-verifier"), options: signInOptions },
    state: { name: getCookieName("state"), options: signInOptions },
    nonce: { name: getCookieName("nonce"), options: signInOptions },
  };
}
