/** Parses CSV (RFC 4180) into lines of cells. */
export function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let end = 0;
  for (const match of text.matchAll(field)) {
    end = match.index + match[0].length;
    line.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === ",") continue;
    lines.push(line);
    line = [];
  }
  if (end !== text.length) throw new Error(`Invalid CSV at character ${end}.`);
  return lines;
}
