import { JsonScanner } from "@/lib/json/scanner";

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Closes every open object and list of a cut JSON text after its last whole value. `rest` is the cut text after that
 * value. Null if the text is not the beginning of JSON.
 */
export function closeJson(text: string): { json: string; rest: string } | null {
  const scanner = new JsonScanner(text);
  const closers: string[] = [];
  let end = 0;
  while (scanner.next()) {
    if (scanner.token === "{") closers.push("}");
    else if (scanner.token === "[") closers.push("]");
    else if (scanner.token === "}" || scanner.token === "]") closers.pop();
    else if (scanner.token !== ",") continue;
    end = scanner.token === "," ? scanner.start : scanner.end;
  }
  const json = text.slice(0, end) + closers.reverse().join("");
  return isJson(json) ? { json, rest: text.slice(end) } : null;
}
