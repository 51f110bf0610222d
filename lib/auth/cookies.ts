import "server-only";
import { cookies } from "next/headers";
import type { CookiesOptions } from "next-auth";
import { env } from "@/lib/env";
import { minute, second } from "@/lib/time";

/** The attributes of every cookie here. Browsers take a `__Host-` cookie only with these, and from no other host. */
export function cookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() } as const;
}

/** Other applications on this host have their own prefix, so no two end each other's sessions. */
export function cookieName(name: string): string {
  return `${isHttps() ? "__Host-" : ""}api-access.${name}`;
}

function isHttps(): boolean {
  return env().NEXTAUTH_URL.startsWith("https://");
}

/** All cookies that next-auth sets. */
export function nextAuthCookies(): CookiesOptions {
  const options = cookieOptions();
  const signInOptions = { ...options, maxAge: (15 * minute) / second };
  return {
    sessionToken: { name: cookieName("session-token"), options },
    callbackUrl: { name: cookieName("callback-url"), options },
    csrfToken: { name: cookieName("csrf-token"), options },
    pkceCodeVerifier: { name: cookieName("pkce-code-verifier"), options: signInOptions },
    state: { name: cookieName("state"), options: signInOptions },
    nonce: { name: cookieName("nonce"), options: signInOptions },
  };
}

/** next-auth answers 500 to every request with a callback URL that it cannot use, so such a cookie is deleted first. */
export async function deleteInvalidCallbackUrl(): Promise<void> {
  const jar = await cookies();
  const { name, options } = nextAuthCookies().callbackUrl;
  const value = jar.get(name)?.value;
  if (value && !isCallbackUrl(value)) jar.set({ ...options, name, value: "", maxAge: 0 });
}

/** Whether next-auth takes it for a URL to return to; lib/auth/options.ts then keeps to this site. */
export function isCallbackUrl(text: string): boolean {
  const url = text.startsWith("/") ? `${env().NEXTAUTH_URL}${text}` : text;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
