import { describe, expect, it } from "vitest";
import { maxChildren, maxDepth, maxValues } from "@/lib/json/find-problem";
import { parseJson } from "@/lib/json/parse";
import { fc } from "@/tests/support/models/properties";

/** As JSON.parse revives what it read. */
const toExact = (_: string, value: unknown) =>
  typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(String(value))
    ? BigInt(String(value))
    : value;
const parse = (text: string) => parseJson(Buffer.from(text));
const nest = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const list = (length: number) => `[${"1,".repeat(length - 1)}1]`;
const object = (size: number) => `{${Array.from({ length: size }, (_, at) => `"${at}":1`)}}`;

describe("parseJson", () => {
  it("reads every value that JSON can carry as JSON.parse reads it, however it is spaced and escaped", () => {
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

  it("keeps each digit of a whole number beyond 2^53, and of nothing else", () => {
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

  it("refuses whatever JSON.parse refuses, in a sentence that is well-formed", () => {
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
    ["a name that comes twice", '{"a":1,"a":1}', "a", /comes twice/],
    ["one that is written in two ways", '{"a":1,"\\u0061":2}', "a", /comes twice/],
    [
      "one that comes twice further in",
      '[{"b":{"a":1}},{"b":{"c":[1,2],"a":1,"d":{},"a":2}}]',
      "1.b.a",
      /comes twice/,
    ],
    ["a NUL in a text", '{"a":["b","c\\u0000"]}', "a.1", /NUL/],
    ["a NUL in a name", '{"a":{"b\\u0000":1}}', "a.b\uFFFD", /NUL/],
    ["half of a surrogate pair in a text", '{"a":"\\ud83d"}', "a", /surrogate/],
    ["half of a surrogate pair in a name", '{"\\udc00":1}', "\uFFFD", /surrogate/],
    ["the halves in the wrong order", '"\\ude00\\ud83d"', "body", /surrogate/],
    ["a number that is too large", '{"a":[0,-1e999]}', "a.1", /too large/],
    ["one with too many digits", `{"a":${"9".repeat(309)}}`, "a", /too large/],
    [
      "a special name twice, differently spelled",
      '{"__proto__":1,"\\u005f_proto__":1}',
      "__proto__",
      /twice/,
    ],
    ["lists too deep within each other", nest(maxDepth + 1), ".0".repeat(maxDepth + 1).slice(1), /deeper/],
    ["a list that is too long", `{"a":${list(maxChildren + 1)}}`, `a.${maxChildren}`, /1,000 values/],
    ["an object of too many names", object(maxChildren + 1), `${maxChildren - 1}`, /1,000 values/],
    ["as many values as a megabyte holds", list(524_287), `${maxChildren}`, /1,000 values/],
    [
      "more numbers beyond 2^53 than any call needs",
      `[${list(2)},${`[${Array(500).fill("9007199254740993").join()}],`.repeat(3)}0]`,
      "3.0",
      /1,000 numbers beyond/,
    ],
    [
      "more values than any call needs",
      `[${Array(60).fill(list(maxChildren)).join()}]`,
      `${maxValues / maxChildren}`,
      /50,000 values/,
    ],
    ["no end of lists", nest(500_000), ".0".repeat(maxDepth + 1).slice(1), /deeper/],
  ])("refuses %s, and says where it stands", (_, document, path, message) => {
    expect(parse(document)).toEqual({ problem: { path, message: expect.stringMatching(message) } });
  });

  it.each([
    ["names that come twice, but in two objects", '{"a":{"a":1},"b":[{"a":1},{"a":1}]}'],
    ["texts that come twice", '["a","a",{"b":"a","a":"b"}]'],
    [
      "names that every object inherits",
      '{"constructor":{"prototype":1},"toString":1,"hasOwnProperty":1,"__proto__":{"a":1}}',
    ],
    ["a text that looks like an object", '{"a":"{\\"b\\":1,\\"b\\":2}","b":"a\\\\"}'],
    ["a whole surrogate pair, escaped", '"\\ud83d\\ude00"'],
    ["the largest number", "[1.7976931348623157e308,1e-999,-0]"],
    ["as much nesting as is allowed", nest(maxDepth)],
    ["a text of a megabyte", `"${"a".repeat(1_048_574)}"`],
    ["a text of nothing but escapes", `"${"\\n".repeat(524_287)}"`],
    ["as many values as are allowed", `[${list(maxChildren)},${list(maxChildren)}]`],
    ["as many names as are allowed", `{"a":${object(maxChildren)}}`],
  ])("reads %s", (_, document) => {
    expect(parse(document)).toEqual({ value: JSON.parse(document) });
  });

  it.each([
    ["lists without end that nobody closes", "[[0,".repeat(262_144), /deeper/],
    ["objects without end that nobody closes", '{"a":'.repeat(209_715), /deeper/],
    ["a list whose rest is not JSON", `[${"0,".repeat(maxChildren)}${"?".repeat(1_000_000)}`, /1,000 values/],
  ])("stops at the first bound in %s, and reads no further", (_, document, message) => {
    expect(parse(document).problem?.message).toMatch(message);
  });

  it("reads a name that would poison a prototype as the object's own", () => {
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
    ["half of a surrogate pair", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["UTF-16", [0xff, 0xfe, 0x22, 0, 0x22, 0]],
  ])("refuses bytes that are %s", (_, bytes) => {
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
