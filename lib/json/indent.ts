import { isJson } from "@/lib/json/close";

/** Beyond this, deeper is not drawn further to the right: 16 KiB of "[" would else become megabytes of spaces. */
const deepestIndent = 32;

const tokens = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * JSON with a line for each value; null for text that is no JSON. The values stay as they were written: parsing
 * and writing them anew would round long numbers and drop repeated names, and a log must not do either.
 */
export function indentJson(text: string): string | null {
  if (!isJson(text)) return null;
  let result = "";
  let depth = 0;
  let previous = "";
  for (const [token] of text.matchAll(tokens)) {
    const closes = token === "}" || token === "]";
    const isEmpty = closes && (previous === "{" || previous === "[");
    if (closes) depth -= 1;
    if ((closes && !isEmpty) || (!closes && startsLine(previous))) result += newLine(depth);
    result += token === ":" ? ": " : token;
    if (token === "{" || token === "[") depth += 1;
    previous = token;
  }
  return result;
}

function startsLine(previous: string): boolean {
  return previous === "{" || previous === "[" || previous === ",";
}

function newLine(depth: number): string {
  return `\n${"  ".repeat(Math.min(depth, deepestIndent))}`;
}
