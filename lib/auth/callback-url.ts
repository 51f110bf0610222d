import "server-only";
import { cookies } from "next/headers";
import { getNextAuthCookies } from "@/lib/auth/cookies";
import { env } from "@/lib/env";

/** next-auth answers 500 to every request with a callback URL that it cannot use, so such a cookie is deleted first. */
export async function deleteInvalidCallbackUrl(): Promise<void> {
  const jar = await cookies();
  const { name, options } = getNextAuthCookies().callbackUrl;
  const value = jar.get(name)?.value;
  if (value && !isCallbackUrl(value)) jar.set({ ...options, name, value: "", maxAge: 0 });
}

/** Whether next-auth takes it for a URL to return to; lib/auth/options.ts then keeps to this site. */
export function isCallbackUrl(text: string): boolean {
  const url = text.startsWith("/") ? `${env().NEXTAUTH_URL}${text}` : text;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
