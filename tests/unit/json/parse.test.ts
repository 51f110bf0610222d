import { describe, expect, it } from "vitest";
import { maxChildren, maxDepth, maxValues } from "@/lib/json/find-problem";
import { parseJson } from "@/lib/json/parse";
import { fc } from "@/tests/support/models/properties";

/** A reviver for JSON.parse: unsafe integers become bigints. */
const toExact = (_: string, value: unknown) =>
  typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(String(value))
    ? BigInt(String(value))
    : value;
const parse = (text: string) => parseJson(Buffer.from(text));
const nest = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const list = (length: number) => `[${"1,".repeat(length - 1)}1]`;
const object = (size: number) => `{${Array.from({ length: size }, (_, at) => `"${at}":1`)}}`;

describe("parseJson", () => {
  it("returns what JSON.parse returns, with any spacing and escapes", () => {
    const value = fc.jsonValue({ maxDepth: 6 }).filter((any) => !JSON.stringify(any).includes("\\u"));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, "\t", "\n"), fc.boolean(), (any, space, escaped) => {
        const text = JSON.stringify(any, null, space);
        const document = escaped ? text.replace(/[^\0-\x7f]/g, toEscape) : text;
        expect(parse(document)).toEqual({ value: JSON.parse(document, toExact) });
      }),
      { numRuns: 2_000 },
    );
  });

  it("returns integers beyond 2^53 as bigints, and no other number", () => {
    const text =
      '{"id":10158423456789012,"list":[-18446744073709551615,9007199254740991,1e300,"10158423456789012"]}';
    expect(parse(text)).toEqual({
      value: {
        id: 10158423456789012n,
        list: [-18446744073709551615n, 9007199254740991, 1e300, "10158423456789012"],
      },
    });
    const named = parse('{"__proto__":10158423456789012}').value as object;
    expect(Object.entries(named)).toEqual([["__proto__", 10158423456789012n]]);
  });

  it("rejects whatever JSON.parse rejects, in a well-formed message", () => {
    const parts = [
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      "a",
      "\\",
      "\\u",
      "d800",
      "-",
      "1",
      "e",
      ".",
      "😀",
      " ",
    ];
    const text = fc.array(fc.constantFrom(...parts, "true", "null")).map((chosen) => chosen.join(""));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: "binary" })), (document) => {
        const { problem } = parse(document);
        if (isJson(document.toWellFormed())) return;
        expect(problem).toMatchObject({
          path: "body",
          message: expect.stringMatching(/^This is not valid JSON: /),
        });
        expect(problem?.message.isWellFormed()).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ["a repeated name", '{"a":1,"a":1}', "a", /comes twice/],
    ["a repeated name with an escape", '{"a":1,"\\u0061":2}', "a", /comes twice/],
    [
      "a repeated name in a nested object",
      '[{"b":{"a":1}},{"b":{"c":[1,2],"a":1,"d":{},"a":2}}]',
      "1.b.a",
      /comes twice/,
    ],
    ["a NUL in a string", '{"a":["b","c\\u0000"]}', "a.1", /NUL/],
    ["a NUL in a name", '{"a":{"b\\u0000":1}}', "a.b\uFFFD", /NUL/],
    ["a lone surrogate in a string", '{"a":"\\ud83d"}', "a", /surrogate/],
    ["a lone surrogate in a name", '{"\\udc00":1}', "\uFFFD", /surrogate/],
    ["a reversed surrogate pair", '"\\ude00\\ud83d"', "body", /surrogate/],
    ["a number that is too large", '{"a":[0,-1e999]}', "a.1", /too large/],
    ["a number with too many digits", `{"a":${"9".repeat(309)}}`, "a", /too large/],
    ["a repeated __proto__ with an escape", '{"__proto__":1,"\\u005f_proto__":1}', "__proto__", /twice/],
    ["lists nested too deep", nest(maxDepth + 1), ".0".repeat(maxDepth + 1).slice(1), /deeper/],
    ["a list that is too long", `{"a":${list(maxChildren + 1)}}`, `a.${maxChildren}`, /1,000 values/],
    ["an object with too many names", object(maxChildren + 1), `${maxChildren - 1}`, /1,000 values/],
    ["a megabyte of values", list(524_287), `${maxChildren}`, /1,000 values/],
    [
      "too many numbers beyond 2^53",
      `[${list(2)},${`[${Array(500).fill("9007199254740993").join()}],`.repeat(3)}0]`,
      "3.0",
      /1,000 numbers beyond/,
    ],
    [
      "too many values",
      `[${Array(60).fill(list(maxChildren)).join()}]`,
      `${maxValues / maxChildren}`,
      /50,000 values/,
    ],
    ["a megabyte of nested lists", nest(500_000), ".0".repeat(maxDepth + 1).slice(1), /deeper/],
  ])("rejects %s with its path", (_, document, path, message) => {
    expect(parse(document)).toEqual({ problem: { path, message: expect.stringMatching(message) } });
  });

  it.each([
    ["equal names in different objects", '{"a":{"a":1},"b":[{"a":1},{"a":1}]}'],
    ["equal strings", '["a","a",{"b":"a","a":"b"}]'],
    [
      "names of Object.prototype",
      '{"constructor":{"prototype":1},"toString":1,"hasOwnProperty":1,"__proto__":{"a":1}}',
    ],
    ["a string that contains JSON", '{"a":"{\\"b\\":1,\\"b\\":2}","b":"a\\\\"}'],
    ["an escaped surrogate pair", '"\\ud83d\\ude00"'],
    ["the largest number", "[1.7976931348623157e308,1e-999,-0]"],
    ["the maximum depth", nest(maxDepth)],
    ["a string of a megabyte", `"${"a".repeat(1_048_574)}"`],
    ["a megabyte of escapes", `"${"\\n".repeat(524_287)}"`],
    ["the maximum length of a list", `[${list(maxChildren)},${list(maxChildren)}]`],
    ["the maximum size of an object", `{"a":${object(maxChildren)}}`],
  ])("reads %s", (_, document) => {
    expect(parse(document)).toEqual({ value: JSON.parse(document) });
  });

  it.each([
    ["unclosed lists", "[[0,".repeat(262_144), /deeper/],
    ["unclosed objects", '{"a":'.repeat(209_715), /deeper/],
    ["a list whose rest is not JSON", `[${"0,".repeat(maxChildren)}${"?".repeat(1_000_000)}`, /1,000 values/],
  ])("stops at the first exceeded bound in %s", (_, document, message) => {
    expect(parse(document).problem?.message).toMatch(message);
  });

  it("reads __proto__ as an own property", () => {
    const { value } = parse('{"__proto__":{"a":1}}');
    expect(Object.entries(value as object)).toEqual([["__proto__", { a: 1 }]]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it("reads past a byte order mark", () => {
    expect(parse("\uFEFF{}")).toEqual({ value: {} });
  });

  it.each([
    ["Latin-1", [0x22, 0xe9, 0x22]],
    ["an overlong form", [0x22, 0xc0, 0x80, 0x22]],
    ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["UTF-16", [0xff, 0xfe, 0x22, 0, 0x22, 0]],
  ])("rejects %s", (_, bytes) => {
    expect(parseJson(Uint8Array.from(bytes))).toEqual({
      problem: { path: "body", message: "This is not valid UTF-8." },
    });
  });
});

function toEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
