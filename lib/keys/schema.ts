import { crc32 } from "node:zlib";
import { keyPrefix } from "@/lib/keys/mask";

/**
 * An API key: `jny_`, 32 random base62 characters, and 6 of checksum (CRC32 of what precedes, in base62).
 * One unbroken word, so that a double click selects it and a secret scanner can match it; the checksum tells
 * a mistyped key from one that is no longer valid.
 */
const randomLength = 32;
const checksumLength = 6;
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const shape = new RegExp(`^${keyPrefix}[0-9A-Za-z]{${randomLength + checksumLength}}$`);

/** Draws the random part through `randomIndex(62)`, which the caller takes from a cryptographic source. */
export function composeKey(randomIndex: (below: number) => number): string {
  let key = keyPrefix;
  for (let i = 0; i < randomLength; i += 1) key += alphabet.charAt(randomIndex(alphabet.length));
  return key + checksum(key);
}

/** Whether this can be a key at all: the right shape, and a checksum that fits. */
export function isWellFormedKey(text: string): boolean {
  return shape.test(text) && text.endsWith(checksum(text.slice(0, keyPrefix.length + randomLength)));
}

function checksum(text: string): string {
  let rest = crc32(text);
  let encoded = "";
  for (let i = 0; i < checksumLength; i += 1) {
    encoded = alphabet.charAt(rest % alphabet.length) + encoded;
    rest = Math.floor(rest / alphabet.length);
  }
  return encoded;
}
