import type { Issue } from "@/lib/errors";
import { isStorable, notStorable } from "@/lib/text";

/** Objects and lists within each other. */
export const maxDepth = 32;

/** Values of one list or one object. No endpoint takes more. */
export const maxChildren = 1_000;

/** Values of a whole body: more than the 250 properties with 100 items each that one call may set. */
export const maxValues = 50_000;

/** Whole numbers beyond 2^53 of a whole body: reading each exactly takes microseconds. */
export const maxLargeIntegers = 1_000;

type Scan = {
  /** The first one. */
  problem?: Issue;
  /** The problem is a bound on the work that a body causes: the rest of the text has not been read. */
  isBound: boolean;
  /** Where whole numbers stand that a double may not hold. */
  largeIntegers: [start: number, end: number][];
};

/** An open object, with the names so far, or an open list; and the name or the index of the current value. */
type Level = { names: Set<string>; at: string } | { names?: never; at: number };

const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const zero = 0x30;
const nine = 0x39;
const colon = 0x3a;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/**
 * Reads once through text that may be JSON, up to the first violated bound. In text that is not JSON the other findings
 * mean nothing: JSON.parse has the last word on syntax.
 */
export function findJsonProblem(text: string): Scan {
  const scan: Scan = { isBound: false, largeIntegers: [] };
  const levels: Level[] = [];
  let level: Level | undefined;
  let values = 0;

  const report = (message: string | undefined) => {
    if (message) scan.problem ??= { path: pathTo(levels), message };
  };
  const reportBound = (message: string) => {
    scan.problem = { path: pathTo(levels), message };
    scan.isBound = true;
    return scan;
  };

  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      const end = endOfString(text, index);
      if (end === undefined) return scan;
      const string = unquote(text.slice(index, end));
      if (string === undefined) return scan;
      index = end - 1;
      if (level?.names && isName(text, end)) {
        level.at = string;
        report(level.names.has(string) ? "This name comes twice in one object." : problemOfText(string));
        level.names.add(string);
      } else report(problemOfText(string));
    } else if (code === openObject || code === openList) {
      level = code === openObject ? { names: new Set(), at: "" } : { at: 0 };
      levels.push(level);
      if (levels.length > maxDepth)
        return reportBound(`This lies deeper than ${maxDepth} objects and lists.`);
    } else if (code === closeObject || code === closeList) {
      levels.pop();
      level = levels.at(-1);
    } else if (code === comma) {
      values += 1;
      if (typeof level?.at === "number") level.at += 1;
      if (level && countValues(level) >= maxChildren)
        return reportBound(
          `A list or an object may have ${maxChildren.toLocaleString("en")} values at most.`,
        );
      if (values >= maxValues)
        return reportBound(`A body may have ${maxValues.toLocaleString("en")} values at most.`);
    } else if (code === minus || isDigit(code)) {
      const end = endOfNumber(text, index);
      const number = Number(text.slice(index, end));
      if (number === Infinity || number === -Infinity) report("This number is too large.");
      else if (!Number.isSafeInteger(number) && isInteger(text, index, end)) {
        scan.largeIntegers.push([index, end]);
        if (scan.largeIntegers.length > maxLargeIntegers)
          return reportBound(
            `A body may have ${maxLargeIntegers.toLocaleString("en")} numbers beyond 2^53 at most.`,
          );
      }
      index = end - 1;
    }
  }
  return scan;
}

/** Values so far, without the current one. */
function countValues(level: Level): number {
  return level.names ? level.names.size : level.at;
}

/** The index after the closing quote. */
function endOfString(text: string, start: number): number | undefined {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, start, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? undefined : end + 1;
}

function isEscaped(text: string, start: number, quoteAt: number): boolean {
  let backslashes = 0;
  while (quoteAt - backslashes - 1 > start && text.charCodeAt(quoteAt - backslashes - 1) === backslash)
    backslashes += 1;
  return backslashes % 2 === 1;
}

/** Undefined where an escape is not JSON's. */
function unquote(string: string): string | undefined {
  if (!string.includes("\\")) return string.slice(1, -1);
  try {
    return JSON.parse(string);
  } catch {
    return undefined;
  }
}

/** Whether a colon follows the string that ends here. */
function isName(text: string, end: number): boolean {
  let index = end;
  while (isSpace(text.charCodeAt(index))) index += 1;
  return text.charCodeAt(index) === colon;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}

/** The index after the characters that a number is made of: digits, signs, a point, an exponent. */
function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    const isPart =
      isDigit(code) || code === minus || code === 0x2b || code === 0x2e || (code | 0x20) === 0x65;
    if (!isPart) break;
    end += 1;
  }
  return end;
}

function isInteger(text: string, start: number, end: number): boolean {
  return /^-?\d+$/.test(text.slice(start, end));
}

function problemOfText(text: string): string | undefined {
  return isStorable(text) ? undefined : notStorable;
}

function pathTo(levels: Level[]): string {
  return levels.map(({ at }) => at).join(".");
}
