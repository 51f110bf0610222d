import { describe, expect, it } from "vitest";
import { maxDepth } from "@/lib/json/find-problem";
import { parseLeniently } from "@/lib/json/parse-leniently";
import { isStorable } from "@/lib/text/storable";
import { anyText, fc } from "@/tests/support/models/properties";

const nest = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const unchanged = { hasReplacedCharacters: false, hasRemovedValues: false };

describe("parseLeniently", () => {
  it("returns what JSON.parse returns if there is nothing to repair", () => {
    const value = fc
      .jsonValue({ maxDepth: 6, stringUnit: "grapheme" })
      .filter((any) => !/\\u|\d{16}/.test(JSON.stringify(any)));
    fc.assert(
      fc.property(value, (any) => {
        expect(parseLeniently(JSON.stringify(any))).toEqual({
          ...unchanged,
          value: JSON.parse(JSON.stringify(any)),
        });
      }),
      { numRuns: 500 },
    );
  });

  it("replaces NULs and lone surrogates in names and strings, and nothing else", () => {
    fc.assert(
      fc.property(anyText(), anyText(), (name, text) => {
        const parsed = parseLeniently(JSON.stringify({ [name]: [text] }));
        const repaired = (sent: string) => sent.replaceAll("\0", "\uFFFD").toWellFormed();
        expect(parsed?.value).toEqual({ [repaired(name)]: [repaired(text)] });
        expect(parsed?.hasReplacedCharacters).toBe(!isStorable(name) || !isStorable(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it("keeps every digit of integers beyond 2^53, also beside NULs and in hostile names", () => {
    expect(
      parseLeniently('{"id":10158423456789012,"text":"\\u0000 1","__proto__":-9223372036854775808}')?.value,
    ).toEqual({ id: 10158423456789012n, text: "\uFFFD 1", ["__proto__"]: -9223372036854775808n });
    expect(parseLeniently("[9007199254740991,1.5,1e300]")?.value).toEqual([9007199254740991, 1.5, 1e300]);
    expect(parseLeniently(`[1e999,${"9".repeat(400)}]`)?.value).toEqual([Infinity, Infinity]);
  });

  it("returns the last value of a repeated name", () => {
    expect(parseLeniently('{"a":1,"a":{"b":2}}')?.value).toEqual({ a: { b: 2 } });
  });

  it("replaces objects and lists that lie too deep by null", () => {
    expect(parseLeniently(nest(maxDepth))).toEqual({ ...unchanged, value: JSON.parse(nest(maxDepth)) });
    const cut = JSON.parse(`${"[".repeat(maxDepth)}null${"]".repeat(maxDepth)}`);
    expect(parseLeniently(nest(maxDepth + 1))).toEqual({ ...unchanged, hasRemovedValues: true, value: cut });
    expect(parseLeniently(nest(100_000))).toEqual({ ...unchanged, hasRemovedValues: true, value: cut });
  });

  it.each([
    ["nothing", ""],
    ["brackets that stay open", "[".repeat(32_768)],
    ["a bracket too many", `${nest(40)}]`],
    ["an invalid escape beside a NUL", '["\\u0000","\\x"]'],
    ["a NUL that is not escaped", '["\0"]'],
    ["two values", "1234567890123456789 1"],
    ["a large integer as a name", "{1234567890123456789:1}"],
  ])("returns undefined for %s", (_, text) => {
    expect(parseLeniently(text)).toBeUndefined();
  });
});
