import "server-only";
import { cookies } from "next/headers";
import { getCookieName, getCookieOptions } from "@/lib/auth/cookies";
import { addKnownDevice, deviceLifetime, findKnownDevice } from "@/lib/auth/known-devices";
import { findCredentialsById } from "@/lib/people/queries";
import { second } from "@/lib/time";

export async function readDeviceCookie(): Promise<string | undefined> {
  return (await cookies()).get(getCookieName("device"))?.value;
}

/** Whether this browser carries a valid device proof for this person. */
export async function isKnownDevice(personId: string): Promise<boolean> {
  const owner = await findCredentialsById(personId);
  return owner !== null && findKnownDevice(await readDeviceCookie(), owner) !== null;
}

/** Sets a new device proof for this person on the browser. */
export async function rememberDevice(personId: string): Promise<void> {
  const owner = await findCredentialsById(personId);
  if (!owner) return;
  const value = addKnownDevice(await readDeviceCookie(), owner);
  (await cookies()).set({
    ...getCookieOptions(),
    name: getCookieName("device"),
    value,
    maxAge: deviceLifetime / second,
  });
}
