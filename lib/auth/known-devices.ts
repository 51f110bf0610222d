import "server-only";
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { env } from "@/lib/env";
import { createId, getIdTime } from "@/lib/ids";
import { day } from "@/lib/time";

/** The person whom a device proof is bound to. A new password or session version invalidates it. */
export type DeviceOwner = { id: string; passwordHash: string | null; sessionVersion: number };

export const deviceLifetime = 90 * day;

/** Limits the cookie of a shared browser. */
const maxPeople = 5;

/** Returns the device id of this browser for this person, or null. */
export function findKnownDevice(cookie: string | undefined, owner: DeviceOwner): string | null {
  const proof = parseProofs(cookie).find((candidate) => isProofOf(candidate, owner));
  return proof && getIdTime(proof.id).getTime() > Date.now() - deviceLifetime ? proof.id : null;
}

/** Returns the cookie with a new device id for this person. Proofs of other people stay. */
export function addKnownDevice(cookie: string | undefined, owner: DeviceOwner): string {
  const others = parseProofs(cookie).filter((proof) => !isProofOf(proof, owner));
  const id = createId();
  return [{ id, signature: sign(id, owner) }, ...others]
    .slice(0, maxPeople)
    .map((proof) => `${proof.id}.${proof.signature}`)
    .join("~");
}

type Proof = { id: string; signature: string };

const Proof = z.object({ id: z.ulid(), signature: z.string().regex(/^[\w-]{43}$/) });

function parseProofs(cookie = ""): Proof[] {
  return cookie
    .split("~", maxPeople)
    .map((text) => text.split(".", 2))
    .flatMap(([id, signature]) => Proof.safeParse({ id, signature }).data ?? []);
}

function isProofOf({ id, signature }: Proof, owner: DeviceOwner): boolean {
  return timingSafeEqual(Buffer.from(sign(id, owner)), Buffer.from(signature));
}

/** Signs the id for this person. The cookie itself does not reveal the person. */
function sign(id: string, { id: personId, passwordHash, sessionVersion }: DeviceOwner): string {
  const key = hkdfSync("sha256", env().NEXTAUTH_SECRET, "", "api-access known device", 32);
  const claims = JSON.stringify([id, personId, passwordHash, sessionVersion]);
  return createHmac("sha256", new Uint8Array(key)).update(claims).digest("base64url");
}
