import "server-only";
import { cookies } from "next/headers";
import { getCookieName, getCookieOptions } from "@/lib/auth/cookies";
import { addKnownDevice, deviceLifetime } from "@/lib/auth/known-devices";
import { findCredentialsById } from "@/lib/people/queries";
import { second } from "@/lib/time";

export async function readDeviceCookie(): Promise<string | undefined> {
  return (await cookies()).get(getCookieName("device"))?.value;
}

/** Sets a new device proof for this person on the browser. */
export async function rememberDevice(personId: string): Promise<void> {
  const owner = await findCredentialsById(personId);
  if (!owner?.passwordHash) return;
  const value = addKnownDevice(await readDeviceCookie(), owner);
  (await cookies()).set({
    ...getCookieOptions(),
    name: getCookieName("device"),
    value,
    maxAge: deviceLifetime / second,
  });
}
