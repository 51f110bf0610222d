import "server-only";
import type { CookiesOptions } from "next-auth";
import { env } from "@/lib/env";
import { minute, second } from "@/lib/time";

/** The attributes of every cookie. Browsers require them for the `__Host-` prefix. */
export function getCookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() } as const;
}

/** The prefix keeps the cookies of other next-auth applications on this host apart. */
export function getCookieName(name: string): string {
  return `${isHttps() ? "__Host-" : ""}api-access.${name}`;
}

function isHttps(): boolean {
  return env().NEXTAUTH_URL.startsWith("https://");
}

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
