import { expect, test } from "vitest";
import { type JsonNode, readJsonTree, toJsonPath } from "@/lib/json/tree";
import { fc } from "@/tests/support/models/properties";

test("returns each value with its type, name and position", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(2), (value, spaces) => {
      const text = JSON.stringify(value, null, spaces);
      const root = readJsonTree(text);
      expect(root && rebuild(text, root)).toEqual(JSON.parse(text));
      expect(text.slice(root?.start, root?.end)).toBe(text);
    }),
  );
});

test("keeps long numbers and repeated names", () => {
  const text = '{"id":12345678901234567890,"id":1.0}';
  const root = readJsonTree(text);
  expect(root?.children.map(({ name, start, end }) => [name, text.slice(start, end)])).toEqual([
    ['"id"', "12345678901234567890"],
    ['"id"', "1.0"],
  ]);
});

test("returns null for text that is not JSON", () => {
  for (const text of ["", "{", "hello", "<p>", '{"a":1}}']) expect(readJsonTree(text)).toBeNull();
});

test("reads deep nesting without recursion", () => {
  expect(readJsonTree("[".repeat(8_192) + "]".repeat(8_192))).not.toBeNull();
});

test("writes paths in JavaScript's notation", () => {
  expect(toJsonPath("", '"data"', 0)).toBe("data");
  expect(toJsonPath("data", null, 3)).toBe("data[3]");
  expect(toJsonPath("data[3]", '"email"', 0)).toBe("data[3].email");
  expect(toJsonPath("data", '"first name"', 0)).toBe('data["first name"]');
  expect(toJsonPath("", '"a\\"b"', 0)).toBe('["a\\"b"]');
});

function rebuild(text: string, node: JsonNode): unknown {
  if (node.type === "array") return node.children.map((child) => rebuild(text, child));
  if (node.type !== "object") return JSON.parse(text.slice(node.start, node.end));
  return Object.fromEntries(
    node.children.map((child) => [JSON.parse(child.name as string), rebuild(text, child)]),
  );
}
