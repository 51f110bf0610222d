import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { expect, it } from "vitest";
import { composeKey, isWellFormedKey } from "@/lib/keys/schema";
import { createKey, hashKey } from "@/lib/keys/secret";
import { sha256 } from "@/lib/keys/sha256";
import { fc } from "@/tests/support/models/properties";

it("hashes a key as the server does", () => {
  const { key } = createKey();
  expect(sha256(key)).toBe(hashKey(key));
});

it("agrees with Node for ASCII text of any length", () => {
  const text = fc.string({ unit: "binary-ascii", maxLength: 300 });
  fc.assert(
    fc.property(text, (value) => {
      expect(sha256(value)).toBe(hash("sha256", value, "hex"));
    }),
  );
});

it("has the checksum of zlib's CRC-32", () => {
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const key = composeKey("jny_", (below) => below - 7);
  let rest = crc32(key.slice(0, -6));
  const checksum = Array.from({ length: 6 }, () => {
    const character = alphabet.charAt(rest % 62);
    rest = Math.floor(rest / 62);
    return character;
  });
  expect(key.slice(-6)).toBe(checksum.reverse().join(""));
  expect(isWellFormedKey(key)).toBe(true);
});
