import { anyKeyPrefix, type KeyPrefix, keyPrefixLength } from "@/lib/keys/mask";

/**
 * An API key: `jny_`, or `jnm_` for a management token and `jwk_` for a write key, 32 random base62 characters, and a
 * checksum of 6 characters (CRC32 of the preceding text in base62). A double click selects all of it, and secret scanners can match it. The checksum tells mistyped keys from revoked ones.
 */
const randomLength = 32;
const checksumLength = 6;
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const keyFormat = new RegExp(`^${anyKeyPrefix}[0-9A-Za-z]{${randomLength + checksumLength}}$`);

/** Composes a key. `randomIndex` must use a cryptographic source. */
export function composeKey(prefix: KeyPrefix, randomIndex: (below: number) => number): string {
  let key: string = prefix;
  for (let i = 0; i < randomLength; i += 1) key += alphabet.charAt(randomIndex(alphabet.length));
  return key + toChecksum(key);
}

/** True if the text has the format and checksum of a key. */
export function isWellFormedKey(text: string): boolean {
  return keyFormat.test(text) && text.endsWith(toChecksum(text.slice(0, keyPrefixLength + randomLength)));
}

/** Of CRC-32, as in zlib and PNG. Not Node's: keys are checked in the browser as well. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** Of ASCII text. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index += 1)
    crc = (crcTable[(crc ^ text.charCodeAt(index)) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function toChecksum(text: string): string {
  let rest = crc32(text);
  let encoded = "";
  for (let i = 0; i < checksumLength; i += 1) {
    encoded = alphabet.charAt(rest % alphabet.length) + encoded;
    rest = Math.floor(rest / alphabet.length);
  }
  return encoded;
}
