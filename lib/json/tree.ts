import { isJson } from "@/lib/json/close";
import { JsonScanner } from "@/lib/json/scanner";

export type JsonType = "object" | "array" | "string" | "number" | "boolean" | "null";

/** A value of a JSON text. `text.slice(start, end)` is how it is written there. */
export type JsonNode = {
  type: JsonType;
  /** The name of an object's value, with its quotes. */
  name: string | null;
  start: number;
  end: number;
  children: JsonNode[];
};

/** The tree of a JSON text, or null. Values are not parsed: that would round long numbers and drop repeated names. */
export function readJsonTree(text: string): JsonNode | null {
  if (!isJson(text)) return null;
  const scanner = new JsonScanner(text);
  const root: JsonNode[] = [];
  const open: JsonNode[] = [];
  let name: string | null = null;
  while (scanner.next()) {
    const { token, start, end, raw } = scanner;
    if (token === "," || token === ":") continue;
    if (token === "name") name = raw;
    else if (token === "}" || token === "]") {
      const closed = open.pop();
      if (closed) closed.end = end;
    } else {
      const node: JsonNode = { type: toJsonType(raw), name, start, end, children: [] };
      name = null;
      (open.at(-1)?.children ?? root).push(node);
      if (token === "{" || token === "[") open.push(node);
    }
  }
  return root[0] ?? null;
}

/** The path of a value in JavaScript's notation, such as `data[0].email`. */
export function toJsonPath(parentPath: string, name: string | null, index: number): string {
  if (name === null) return `${parentPath}[${index}]`;
  const plain: string = JSON.parse(name);
  if (!/^[A-Za-z_$][\w$]*$/.test(plain)) return `${parentPath}[${name}]`;
  return parentPath ? `${parentPath}.${plain}` : plain;
}

function toJsonType(raw: string): JsonType {
  switch (raw[0]) {
    case "{":
      return "object";
    case "[":
      return "array";
    case '"':
      return "string";
    case "n":
      return "null";
    case "t":
    case "f":
      return "boolean";
    default:
      return "number";
  }
}
