import type { Issue } from "@/lib/errors";
import { isStorable, notStorable, toStorable } from "@/lib/text";

/** Objects and lists within each other. */
export const deepestNesting = 32;

/** Values of one list or one object. No call means more, and each may be a mistake to tell: half a million fill the stack. */
export const mostMembers = 10_000;

/** The name of what is wrong with no field in particular. */
export const wholeBody = "body";

const utf8 = new TextDecoder("utf-8", { fatal: true });

type Parsed = { value: unknown; problem?: never } | { value?: never; problem: Issue };

/**
 * The JSON in a body, with a byte order mark or without. What JSON.parse lets through and nobody can have meant is
 * refused: a name that comes twice, text that no database holds, numbers that are not finite, lists without end.
 * Whole numbers beyond 2^53, such as ids of 64 bits, are bigints.
 */
export function parseJson(bytes: Uint8Array): Parsed {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { problem: { path: wholeBody, message: "This is not valid UTF-8." } };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = toStorable((error as Error).message.replace(/ is not valid JSON$/, ""));
    return { problem: { path: wholeBody, message: `This is not valid JSON: ${reason}.` } };
  }
  const problem = findProblem(text);
  if (problem) return { problem };
  return { value: /\d{16}/.test(text) ? parseExactly(text) : value };
}

/** Whole numbers that a double may not hold become a bigint. They stand in a text with a NUL, which no other text has by now. */
function parseExactly(text: string): unknown {
  const marked = text.replace(tokens, (token) =>
    /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"\\u0000${token}"` : token,
  );
  return JSON.parse(marked, (_, value) =>
    typeof value === "string" && value.startsWith("\0") ? BigInt(value.slice(1)) : value,
  );
}

/** What matters in valid JSON: brackets, commas, numbers, and strings, which are names where a colon follows. */
const tokens = /[{}[\],]|-?\d[-+.\deE]*|("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g;

/** An object that is open, with the names it has so far, or a list; and the name or the number that the reading is at. */
type Level = { names: Set<string>; at: string } | { names?: never; at: number };

/** Reads once through text that is known to be valid JSON, up to the first thing that is wrong with it. */
function findProblem(text: string): Issue | undefined {
  const levels: Level[] = [];
  for (const [token, string, colon] of text.matchAll(tokens)) {
    const level = levels.at(-1);
    let message: string | undefined;
    if (token === "{") levels.push({ names: new Set(), at: "" });
    else if (token === "[") levels.push({ at: 0 });
    else if (token === "}" || token === "]") levels.pop();
    else if (token === ",") {
      if (typeof level?.at === "number") level.at += 1;
      if (level && countValues(level) >= mostMembers)
        message = `A list or an object may have ${mostMembers.toLocaleString("en")} values at most.`;
    } else if (string === undefined) message = problemOfNumber(token);
    else if (colon && level?.names) {
      level.at = unquote(string);
      message = problemOfName(level.at, level.names);
      level.names.add(level.at);
    } else message = problemOfText(unquote(string));
    if (levels.length > deepestNesting)
      message = `This lies deeper than ${deepestNesting} objects and lists.`;
    if (message) return { path: pathTo(levels), message };
  }
  return undefined;
}

/** So far, without the one that the reading is at. */
function countValues(level: Level): number {
  return level.names ? level.names.size : level.at;
}

function unquote(string: string): string {
  return string.includes("\\") ? JSON.parse(string) : string.slice(1, -1);
}

function problemOfNumber(number: string): string | undefined {
  return Number.isFinite(Number(number)) ? undefined : "This number is too large.";
}

function problemOfName(name: string, earlier: Set<string>): string | undefined {
  return earlier.has(name) ? "This name comes twice in one object." : problemOfText(name);
}

function problemOfText(text: string): string | undefined {
  return isStorable(text) ? undefined : notStorable;
}

function pathTo(levels: Level[]): string {
  const path = levels.map(({ at }) => at).join(".");
  return toStorable(path) || wholeBody;
}
