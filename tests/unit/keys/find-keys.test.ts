import { describe, expect, it } from "vitest";
import { findKeys } from "@/lib/keys/find-keys";
import { createKey } from "@/lib/keys/secret";
import { removedPlaceholder } from "@/lib/logs/redact/placeholders";
import { redactPrefix, redactText } from "@/lib/logs/redact/redact-keys";
import { measureCpuTime } from "@/tests/support/matchers/cpu-time";
import { fc, numRuns } from "@/tests/support/models/properties";

const { key } = createKey();

const toHex = (character: string) => character.charCodeAt(0).toString(16).padStart(2, "0");
const mapCharacters = (text: string, map: (character: string) => string) => Array.from(text, map).join("");

const encodings: Record<string, (text: string) => string> = {
  base64: (text) => Buffer.from(text).toString("base64"),
  base64url: (text) => Buffer.from(text).toString("base64url"),
  "base64 in lines of 76": (text) => Buffer.from(text).toString("base64").replace(/.{76}/g, "$&\r\n"),
  hexadecimal: (text) => Buffer.from(text).toString("hex"),
  "percent-encoding": (text) => mapCharacters(text, (character) => `%${toHex(character)}`),
  "percent-encoding of punctuation": encodeURIComponent,
  "HTML entities": (text) => mapCharacters(text, (character) => `&#${character.charCodeAt(0)};`),
  "hexadecimal HTML entities": (text) => mapCharacters(text, (character) => `&#x${toHex(character)};`),
  "JSON escapes": (text) => mapCharacters(text, (character) => `\\u00${toHex(character)}`),
  JSON: (text) => JSON.stringify({ value: text }),
};
const encodingNames = Object.keys(encodings);

function encode(text: string, names: readonly string[]): string {
  return names.reduce((result, name) => (encodings[name] as (text: string) => string)(result), text);
}

describe("keys in a text", () => {
  it.each(encodingNames)("finds a key in %s", (name) => {
    const text = encode(`user:${key}`, [name]);
    expect(findKeys(text)).toHaveLength(1);
    expect(redactText(`before ${text} after`)).toMatch(/^before .*\[removed\].* after$/s);
  });

  it.each([" ", "\n", "+", "%20", "\u200b", "&#32;", "\\n"])(
    "finds a key that is split by %j",
    (separator) => {
      const text = key.replace(/.{8}/g, `$&${separator}`);
      expect(redactText(`a ${text}, b`)).toBe(`a ${removedPlaceholder}, b`);
    },
  );

  it("finds a base64 key after other base64 characters", () => {
    for (const path of ["/api/", "/api/users/", "/a/", "/ab/"])
      expect(redactText(path + Buffer.from(`${key}:`).toString("base64"))).toContain(removedPlaceholder);
  });

  it("finds the shortest base64 and hexadecimal spelling of a key at any position", () => {
    for (const encoding of ["base64", "base64url", "hex"] as const)
      for (let position = 0; position < 120; position += 1) {
        const before = "ab ".repeat(40).slice(0, position);
        const encoded = Buffer.from(key).toString(encoding);
        expect(redactText(`${before}.${encoded}.`)).toBe(`${before}.${removedPlaceholder}.`);
      }
  });

  it("finds a key in up to three nested encodings", () => {
    const nested = fc.array(fc.constantFrom(...encodingNames), { minLength: 1, maxLength: 3 });
    const part = fc.string({ unit: "grapheme-ascii", maxLength: 20 });
    fc.assert(
      fc.property(nested, part, part, (encoded, before, after) => {
        const text = encode(`${before} ${key} ${after}`, encoded);
        const redacted = redactText(text);
        expect(redacted).toContain(removedPlaceholder);
        expect(redacted).not.toContain(text);
        expect(findKeys(redacted)).toEqual([]);
      }),
      { numRuns: numRuns({ usual: 300, deep: 20_000 }) },
    );
  });

  it("keeps separated text whose checksum does not match", () => {
    const wrong = key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");
    expect(redactText([...wrong].join(" "))).toBe([...wrong].join(" "));
    const prose = "jny_ is how a key begins, and this sentence goes on for long enough to hold one.";
    expect(redactText(prose)).toBe(prose);
  });

  it("removes a key at the cut of a truncated body", () => {
    for (const encoded of [
      key,
      Buffer.from(key).toString("base64"),
      encodeURIComponent(key.replace("_", "%5f")),
    ])
      for (const kept of [10, 30]) {
        const text = `${"x ".repeat(40)}${encoded} and more`;
        expect(redactPrefix(text, 80 + kept)).toBe("x ".repeat(40) + removedPlaceholder);
      }
  });

  it("takes bounded processor time for a hostile body", () => {
    let nested = "printable text without a key. ".repeat(150);
    for (let level = 0; level < 4; level += 1) nested = Buffer.from(nested).toString("base64");
    const hex = Buffer.from("printable text ".repeat(1_000)).toString("hex");
    const parts = ["jny_a ", "j ", "%25", "&#106;", `${"a".repeat(40)}\n`].map((part) => part.repeat(16_384));
    const time = measureCpuTime(() => {
      for (const text of [nested, hex, ...parts]) redactPrefix(text, 16_384);
    });
    expect(time).toBeLessThan(2_000);
  });
});
