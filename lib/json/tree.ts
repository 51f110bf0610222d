import { isJson } from "@/lib/json/close";

export type JsonType = "object" | "array" | "string" | "number" | "boolean" | "null";

/** A value of a JSON text, as it was written there: `text.slice(start, end)`. */
export type JsonNode = {
  type: JsonType;
  /** Its name with the quotes, in an object. */
  name: string | null;
  start: number;
  end: number;
  children: JsonNode[];
};

const tokens = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * The tree of a JSON text; null for text that is none. Values are not parsed, which would round long numbers and drop
 * repeated names.
 */
export function readJsonTree(text: string): JsonNode | null {
  if (!isJson(text)) return null;
  const root = toNode("array", null, 0);
  const open = [root];
  let name: string | null = null;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === "," || token === ":") continue;
    const parent = open.at(-1) as JsonNode;
    if (token === "}" || token === "]") {
      parent.end = index + 1;
      open.pop();
    } else if (parent.type === "object" && name === null) {
      name = token;
    } else {
      const node = toNode(toJsonType(token), name, index, index + token.length);
      name = null;
      parent.children.push(node);
      if (node.type === "object" || node.type === "array") open.push(node);
    }
  }
  return root.children[0] ?? null;
}

/** Where a value is found from its parent's path: `data[0].email`. */
export function toJsonPath(parentPath: string, name: string | null, index: number): string {
  if (name === null) return `${parentPath}[${index}]`;
  const plain: string = JSON.parse(name);
  if (!/^[A-Za-z_$][\w$]*$/.test(plain)) return `${parentPath}[${name}]`;
  return parentPath ? `${parentPath}.${plain}` : plain;
}

function toNode(type: JsonType, name: string | null, start: number, end = start): JsonNode {
  return { type, name, start, end, children: [] };
}

function toJsonType(token: string): JsonType {
  if (token === "{") return "object";
  if (token === "[") return "array";
  if (token.startsWith('"')) return "string";
  if (token === "null") return "null";
  return token === "true" || token === "false" ? "boolean" : "number";
}
