/** What a spreadsheet takes for a formula by how it begins, full-width forms included. */
const signs = "=+\\-@\\u2212\\uFE62\\uFE63\\uFE66\\uFE6B\\uFF0B\\uFF0D\\uFF1D\\uFF20";
/** White space and all that shows nothing, but for what ends a cell. */
const padding = "(?![\\t\\r\\n])[\\s\"'\\p{C}\\p{Z}\\p{DI}]";

/**
 * Where a formula could begin: with the cell, and after what a spreadsheet that is set to another separator than the
 * comma takes for the end of a cell within this one.
 */
const formula = new RegExp(`(?<=^|[;\\t\\r\\n])(?=(?:${padding})*[${signs}])|^(?=[\\t\\r\\n])`, "gu");

export type Cell = string | number | null;

/** A line of RFC 4180. A text that a spreadsheet would run as a formula gets a ' before it, which makes it a text. */
export function toCsvLine(cells: readonly Cell[]): string {
  return `${cells.map(toField).join(",")}\r\n`;
}

function toField(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = cell.replace(formula, "'");
  return /[",;\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
