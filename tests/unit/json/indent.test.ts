import { expect, test } from "vitest";
import { indentJson } from "@/lib/json/indent";
import { fc } from "@/tests/support/models/properties";

test("puts each value on its own line, indented by two spaces", () => {
  expect(indentJson('{"a":1,"list":[true,{"b":null}]}')).toBe(
    ["{", '  "a": 1,', '  "list": [', "    true,", "    {", '      "b": null', "    }", "  ]", "}"].join(
      "\n",
    ),
  );
});

test("keeps empty objects and lists on one line", () => {
  expect(indentJson(' { "a" : { } , "b" : [ ] } ')).toBe('{\n  "a": {},\n  "b": []\n}');
  expect(indentJson("[]")).toBe("[]");
  expect(indentJson('"text"')).toBe('"text"');
});

test("returns null for text that is not JSON, and for cut JSON", () => {
  for (const text of ["", "<b>hello</b>", '{"a":', '{"a":1}}', "a=1&b=2"])
    expect(indentJson(text)).toBeNull();
});

test("keeps values as they are written: long numbers, repeated names, escapes, braces and quotes in strings", () => {
  const text = String.raw`{"id":12345678901234567890,"a":1.0,"a":2e3,"s":"{\"x\":[1, 2]}","e":"\u00e9 é 🎉"}`;
  expect(indentJson(text)?.replaceAll(/\n */g, "").replaceAll(/(":) /g, "$1")).toBe(text);
});

test("limits the indentation of deep nesting", () => {
  const depth = 8_000;
  expect(indentJson(`${"[".repeat(depth)}1${"]".repeat(depth)}`)?.length).toBeLessThan(depth * 2 * 80);
});

test("returns what JSON.stringify returns", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
    }),
  );
});
