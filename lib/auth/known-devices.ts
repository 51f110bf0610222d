import "server-only";
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { env } from "@/lib/env";
import { createId, getIdTime } from "@/lib/ids";
import { day } from "@/lib/time";

/** What a device's proof is bound to: a new password and the end of all sessions revoke it. */
export type DeviceOwner = { id: string; passwordHash: string | null; sessionVersion: number };

export const deviceLifetime = 90 * day;

/** A shared browser knows so many people. */
const maxPeople = 5;

/** The id that the browser has as a device of this person, or null. */
export function findKnownDevice(cookie: string | undefined, owner: DeviceOwner): string | null {
  const proof = readProofs(cookie).find((candidate) => isProofOf(candidate, owner));
  return proof && getIdTime(proof.id).getTime() > Date.now() - deviceLifetime ? proof.id : null;
}

/** The cookie after this person signed in: a new id for them, and those of others as they were. */
export function addKnownDevice(cookie: string | undefined, owner: DeviceOwner): string {
  const others = readProofs(cookie).filter((proof) => !isProofOf(proof, owner));
  const id = createId();
  return [{ id, signature: sign(id, owner) }, ...others]
    .slice(0, maxPeople)
    .map((proof) => `${proof.id}.${proof.signature}`)
    .join("~");
}

type Proof = { id: string; signature: string };

const Proof = z.object({ id: z.ulid(), signature: z.string().regex(/^[\w-]{43}$/) });

function readProofs(cookie = ""): Proof[] {
  return cookie
    .split("~", maxPeople)
    .map((text) => text.split(".", 2))
    .flatMap(([id, signature]) => Proof.safeParse({ id, signature }).data ?? []);
}

function isProofOf({ id, signature }: Proof, owner: DeviceOwner): boolean {
  return timingSafeEqual(Buffer.from(sign(id, owner)), Buffer.from(signature));
}

/** The cookie names nobody: whose device it is shows only when somebody signs in as them. */
function sign(id: string, { id: personId, passwordHash, sessionVersion }: DeviceOwner): string {
  const key = hkdfSync("sha256", env().NEXTAUTH_SECRET, "", "api-access known device", 32);
  const claims = JSON.stringify([id, personId, passwordHash, sessionVersion]);
  return createHmac("sha256", new Uint8Array(key)).update(claims).digest("base64url");
}
