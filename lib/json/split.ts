import { JsonScanner, type JsonToken } from "@/lib/json/scanner";

/** Bounds the time of a hostile text: many fields cost more than long values. */
export const maxSplitFields = 10_000;

/**
 * The source text of the wanted fields of a JSON object; of a repeated name, the last. Undefined if the text is not one
 * object, or has more than `maxSplitFields`. Values are not validated: parse each alone.
 */
export function splitObject(text: string, wanted: ReadonlySet<string>): Map<string, string> | undefined {
  const scanner = new JsonScanner(text);
  const fields = new Map<string, string>();
  let count = 0;
  scanner.next();
  if (!isAt(scanner, "{")) return undefined;
  scanner.next();
  if (isAt(scanner, "}")) return scanner.next() ? undefined : fields;
  while (isAt(scanner, "name")) {
    count += 1;
    if (count > maxSplitFields) return undefined;
    const name = readName(scanner);
    scanner.next();
    const value = readValue(scanner, text);
    if (name === undefined || value === undefined) return undefined;
    if (wanted.has(name)) fields.set(name, value);
    scanner.next();
    if (isAt(scanner, "}")) return scanner.next() ? undefined : fields;
    if (!isAt(scanner, ",")) return undefined;
    scanner.next();
  }
  return undefined;
}

/**
 * The source text of each item of a JSON list, up to one item more than `maxItems`. Undefined if the text is not one list.
 * Items are not validated: parse each alone.
 */
export function splitList(text: string, maxItems: number): string[] | undefined {
  const scanner = new JsonScanner(text);
  const items: string[] = [];
  scanner.next();
  if (!isAt(scanner, "[")) return undefined;
  if (/^\s*\[\s*\]\s*$/.test(text)) return items;
  while (items.length <= maxItems) {
    const item = readValue(scanner, text);
    if (item === undefined) return undefined;
    items.push(item);
    scanner.next();
    if (isAt(scanner, "]")) return scanner.next() ? undefined : items;
    if (!isAt(scanner, ",")) return undefined;
  }
  return items;
}

/** A function, because TypeScript takes the token for unchanged after `next()`. */
function isAt(scanner: JsonScanner, token: JsonToken): boolean {
  return scanner.token === token;
}

/** Undefined if an escape is invalid. */
function readName(scanner: JsonScanner): string | undefined {
  try {
    return scanner.string;
  } catch {
    return undefined;
  }
}

/** The source text of the next value. Undefined if a comma or a closing bracket comes first. */
function readValue(scanner: JsonScanner, text: string): string | undefined {
  const start = scanner.end;
  scanner.skipValue();
  const value = text.slice(start, scanner.end).trim();
  return /^[^,:\]}]/.test(value) ? value : undefined;
}
