import "server-only";
import { cookies } from "next/headers";
import { getNextAuthCookies } from "@/lib/auth/cookies";
import { env } from "@/lib/env";

/** Deletes an invalid callback URL cookie: next-auth would answer 500 to every request that carries it. */
export async function deleteInvalidCallbackUrl(): Promise<void> {
  const cookieStore = await cookies();
  const { name, options } = getNextAuthCookies().callbackUrl;
  const value = cookieStore.get(name)?.value;
  if (value && !isCallbackUrl(value)) cookieStore.set({ ...options, name, value: "", maxAge: 0 });
}

/** True for a URL that next-auth accepts. lib/auth/options.ts then limits redirects to this site. */
export function isCallbackUrl(text: string): boolean {
  const url = text.startsWith("/") ? `${env().NEXTAUTH_URL}${text}` : text;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
