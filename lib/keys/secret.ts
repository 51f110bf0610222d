import "server-only";
import { hash, randomInt } from "node:crypto";
import { composeKey } from "@/lib/keys/schema";

/** A new key, and the two things that may be kept of it. */
export type NewKey = { key: string; hash: Buffer<ArrayBuffer>; hint: string };

export function createKey(): NewKey {
  const key = composeKey((below) => randomInt(below));
  return { key, hash: Buffer.from(hashKey(key), "hex"), hint: key.slice(-4) };
}

/** SHA-256 in hex. A key has 190 random bits: there is nothing to guess, so nothing to slow down. */
export function hashKey(key: string): string {
  return hash("sha256", key, "hex");
}
