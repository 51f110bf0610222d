import { isJson } from "@/lib/json/close";
import { JsonScanner, type JsonToken } from "@/lib/json/scanner";

/** Deeper values are not indented further: 16 KiB of "[" would become megabytes of spaces. */
const maxIndent = 32;

/**
 * JSON with a line for each value, or null if the text is not JSON. Values stay as they are written: parsing them would
 * round long numbers and drop repeated names.
 */
export function indentJson(text: string): string | null {
  if (!isJson(text)) return null;
  const scanner = new JsonScanner(text);
  let result = "";
  let depth = 0;
  let previous: JsonToken = ":";
  while (scanner.next()) {
    const { token, raw } = scanner;
    const closes = token === "}" || token === "]";
    const followsOpening = previous === "{" || previous === "[";
    if (closes) depth -= 1;
    if (closes ? !followsOpening : followsOpening || previous === ",") result += newLine(depth);
    result += token === ":" ? ": " : raw;
    if (token === "{" || token === "[") depth += 1;
    previous = token;
  }
  return result;
}

function newLine(depth: number): string {
  return `\n${"  ".repeat(Math.min(depth, maxIndent))}`;
}
