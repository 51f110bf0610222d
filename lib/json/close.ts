const tokens = /"(?:\\.|[^"\\])*"|[{}[\],"]/g;

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The beginning of a longer JSON text, with all that is open closed, and apart from it the broken rest: what follows
 * its last whole value. Null for what is not the beginning of any JSON.
 */
export function closeJson(text: string): { json: string; rest: string } | null {
  const closers: string[] = [];
  let end = 0;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    // A string that does not end: what looks like punctuation from here on is a part of it.
    if (token === '"') break;
    if (token.startsWith('"')) continue;
    if (token === "{") closers.push("}");
    else if (token === "[") closers.push("]");
    else if (token !== ",") closers.pop();
    end = token === "," ? index : index + 1;
  }
  const json = text.slice(0, end) + closers.reverse().join("");
  return isJson(json) ? { json, rest: text.slice(end) } : null;
}
