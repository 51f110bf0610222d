import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { maskKey } from "@/lib/keys/mask";
import { isWellFormedKey } from "@/lib/keys/schema";
import { createKey, hashKey } from "@/lib/keys/secret";
import { fc } from "@/tests/support/models/properties";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const anyKey = fc.constant(null).map(() => createKey().key);

describe("an API key", () => {
  it("is jny_, 32 random characters and 6 checksum characters", () => {
    const { key } = createKey();
    expect(key).toMatch(/^jny_[0-9A-Za-z]{38}$/);
    expect(isWellFormedKey(key)).toBe(true);
  });

  it("is stored as its SHA-256 and its last four characters", () => {
    const { key, hash, hint } = createKey();
    expect(hash).toEqual(createHash("sha256").update(key).digest());
    expect(hashKey(key)).toBe(hash.toString("hex"));
    expect(key.endsWith(hint)).toBe(true);
    expect(maskKey(hint)).toBe(`jny_…${hint}`);
  });

  it("is unique, with evenly distributed characters", () => {
    const keys = Array.from({ length: 10_000 }, () => createKey().key);
    expect(new Set(keys).size).toBe(keys.length);
    const counts = new Map<string, number>();
    for (const key of keys)
      for (const character of key.slice(4, 36)) counts.set(character, (counts.get(character) ?? 0) + 1);
    const expected = (keys.length * 32) / alphabet.length;
    // Six standard deviations: chance fails this about once in ten million runs.
    const tolerance = 6 * Math.sqrt(expected);
    for (const character of alphabet)
      expect(Math.abs((counts.get(character) ?? 0) - expected), character).toBeLessThan(tolerance);
  });

  it("is rejected with any one character replaced", () => {
    const { key } = createKey();
    for (let i = 0; i < key.length; i += 1)
      for (const character of `${alphabet}_- \n`)
        if (character !== key[i])
          expect(isWellFormedKey(key.slice(0, i) + character + key.slice(i + 1))).toBe(false);
  });

  it("is rejected with any two neighboring characters swapped", () => {
    fc.assert(
      fc.property(anyKey, fc.nat(40), (key, i) => {
        const swapped = key.slice(0, i) + (key[i + 1] ?? "") + (key[i] ?? "") + key.slice(i + 2);
        expect(isWellFormedKey(swapped)).toBe(swapped === key);
      }),
    );
  });

  it("is rejected when truncated or with surrounding text", () => {
    const { key } = createKey();
    for (let i = 0; i < key.length; i += 1) expect(isWellFormedKey(key.slice(0, i))).toBe(false);
    for (const text of [` ${key}`, `${key}\n`, `${key}0`, `"${key}"`, key.toUpperCase(), `${key},${key}`])
      expect(isWellFormedKey(text)).toBe(false);
  });

  it("is not found in any other text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string().map((rest) => `jny_${rest}`),
        ),
        (text) => {
          expect(isWellFormedKey(text)).toBe(false);
        },
      ),
    );
    expect(isWellFormedKey("jny_".repeat(1_000_000))).toBe(false);
  });
});
