import "server-only";
import { hash, randomInt } from "node:crypto";
import { type KeyPrefix, keyPrefix } from "@/lib/keys/mask";
import { composeKey } from "@/lib/keys/schema";

/** A new key. Only hash and hint are stored. */
export type NewKey = { key: string; hash: Buffer<ArrayBuffer>; hint: string };

export function createKey(prefix: KeyPrefix = keyPrefix): NewKey {
  const key = composeKey(prefix, (below) => randomInt(below));
  return { key, hash: Buffer.from(hashKey(key), "hex"), hint: key.slice(-4) };
}

/** SHA-256 in hex. A fast hash is enough: a key has 190 random bits, so it cannot be guessed. */
export function hashKey(key: string): string {
  return hash("sha256", key, "hex");
}
