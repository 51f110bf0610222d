import { describe, expect, it } from "vitest";
import { maxSplitFields, splitList, splitObject } from "@/lib/json/split";
import { fc } from "@/tests/support/models/properties";

const anySpace = fc.constantFrom(undefined, 1, "\t", "\n");

describe("splitObject", () => {
  it("returns the source text of each wanted field", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), anySpace, (object, space) => {
        const names = Object.keys(object);
        const wanted = new Set(names.filter((_, index) => index % 2 === 0));
        const fields = splitObject(JSON.stringify(object, null, space), wanted);
        const expected = names
          .filter((name) => wanted.has(name))
          .map((name) => [name, JSON.stringify(object[name])]);
        expect([...(fields ?? [])].map(([name, json]) => [name, JSON.stringify(JSON.parse(json))])).toEqual(
          expected,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("returns the last value of a repeated name, also with an escape in it", () => {
    expect(splitObject('{"a":1,"\\u0061":[2]}', new Set(["a"]))).toEqual(new Map([["a", "[2]"]]));
  });

  it("returns undefined for more fields than it reads", () => {
    const write = (fields: number) => `{${'"b":1,'.repeat(fields - 1)}"a":1}`;
    expect(splitObject(write(maxSplitFields), new Set(["a"]))).toEqual(new Map([["a", "1"]]));
    expect(splitObject(write(maxSplitFields + 1), new Set(["a"]))).toBeUndefined();
  });

  it.each([
    ["nothing", ""],
    ["a list", "[]"],
    ["a number", "1"],
    ["a cut object", '{"a":1'],
    ["a cut name", '{"a'],
    ["a missing value", '{"a":}'],
    ["a missing comma", '{"a":1 "b":2}'],
    ["two commas", '{"a":1,,"b":2}'],
    ["a comma at the end", '{"a":1,}'],
    ["an invalid escape in a name", '{"\\x":1}'],
    ["text after the object", "{} {}"],
    ["an unclosed list in the object", '{"a":[1}'],
  ])("returns undefined for %s", (_, text) => {
    expect(splitObject(text, new Set(["a"]))).toBeUndefined();
  });
});

describe("splitList", () => {
  it("returns the source text of each item", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 })), anySpace, (list, space) => {
        const items = splitList(JSON.stringify(list, null, space), 100);
        expect(items?.map((json) => JSON.stringify(JSON.parse(json)))).toEqual(
          list.map((value) => JSON.stringify(value)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("returns invalid items, so that each can be rejected alone", () => {
    expect(splitList('[{"a":tru}, {"b":1}]', 10)).toEqual(['{"a":tru}', '{"b":1}']);
  });

  it("stops after one item more than the maximum", () => {
    expect(splitList("[1,2,3,4,5]", 2)).toEqual(["1", "2", "3"]);
  });

  it.each([
    ["nothing", ""],
    ["an object", "{}"],
    ["a cut list", "[1"],
    ["a list without items but a comma", "[,]"],
    ["a comma at the end", "[1,]"],
    ["a missing comma", "[{} {}]"],
    ["text after the list", "[1] 2"],
  ])("returns undefined for %s", (_, text) => {
    expect(splitList(text, 10)).toBeUndefined();
  });
});
