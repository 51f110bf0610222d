import { expect, test } from "vitest";
import { type JsonNode, pathOf, readJsonNodes } from "@/components/logs/detail/json-nodes";
import { fc } from "@/tests/support/models/properties";

test("any JSON is read whole: each value with its kind, its name and the text it was written as", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(2), (value, spaces) => {
      const text = JSON.stringify(value, null, spaces);
      const root = readJsonNodes(text);
      expect(root && rebuild(text, root)).toEqual(JSON.parse(text));
      expect(text.slice(root?.start, root?.end)).toBe(text);
    }),
  );
});

test("what parsing would lose stays: long numbers and names that come twice", () => {
  const text = '{"id":12345678901234567890,"id":1.0}';
  const root = readJsonNodes(text);
  expect(root?.children.map(({ name, start, end }) => [name, text.slice(start, end)])).toEqual([
    ['"id"', "12345678901234567890"],
    ['"id"', "1.0"],
  ]);
});

test("what is no JSON has no tree", () => {
  for (const text of ["", "{", "hello", "<p>", '{"a":1}}']) expect(readJsonNodes(text)).toBeNull();
});

test("deep nesting is read in proportion to its length", () => {
  expect(readJsonNodes("[".repeat(8_192) + "]".repeat(8_192))).not.toBeNull();
});

test("a path reads as it would be written in a program", () => {
  expect(pathOf("", '"data"', 0)).toBe("data");
  expect(pathOf("data", null, 3)).toBe("data[3]");
  expect(pathOf("data[3]", '"email"', 0)).toBe("data[3].email");
  expect(pathOf("data", '"first name"', 0)).toBe('data["first name"]');
  expect(pathOf("", '"a\\"b"', 0)).toBe('["a\\"b"]');
});

function rebuild(text: string, node: JsonNode): unknown {
  if (node.kind === "array") return node.children.map((child) => rebuild(text, child));
  if (node.kind !== "object") return JSON.parse(text.slice(node.start, node.end));
  return Object.fromEntries(
    node.children.map((child) => [JSON.parse(child.name as string), rebuild(text, child)]),
  );
}
