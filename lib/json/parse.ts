import type { Issue } from "@/lib/errors";
import { findJsonProblem } from "@/lib/json/find-problem";
import { toStorable } from "@/lib/text/storable";

/** The path of a problem that belongs to no field. */
export const wholeBody = "body";

const utf8 = new TextDecoder("utf-8", { fatal: true });

type Parsed = { value: unknown; problem?: never } | { value?: never; problem: Issue };

/**
 * Parses a body more strictly than JSON.parse: repeated names, text that PostgreSQL cannot store and infinite numbers are
 * problems. Bounds on depth and counts are checked before JSON.parse, which would block the event loop. Integers beyond
 * 2^53, such as 64-bit ids, become bigints. A byte order mark is ignored.
 */
export function parseJson(bytes: Uint8Array): Parsed {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { problem: { path: wholeBody, message: "This is not valid UTF-8." } };
  }
  const { problem, exceedsBound, largeIntegers } = findJsonProblem(text);
  if (problem && exceedsBound) return { problem: toIssue(problem) };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = toStorable((error as Error).message.replace(/ is not valid JSON$/, ""));
    return { problem: { path: wholeBody, message: `This is not valid JSON: ${reason}.` } };
  }
  if (problem) return { problem: toIssue(problem) };
  return { value: largeIntegers.length > 0 ? parseExactly(text, largeIntegers) : value };
}

function toIssue({ path, message }: Issue): Issue {
  return { path: toStorable(path) || wholeBody, message };
}

/** Rewrites each large integer as a string with a NUL in front, which no other string has here, and revives it as a bigint. */
function parseExactly(text: string, largeIntegers: readonly [start: number, end: number][]): unknown {
  let marked = "";
  let copiedTo = 0;
  for (const [start, end] of largeIntegers) {
    marked += `${text.slice(copiedTo, start)}"\\u0000${text.slice(start, end)}"`;
    copiedTo = end;
  }
  return JSON.parse(marked + text.slice(copiedTo), (_, value) =>
    typeof value === "string" && value.startsWith("\0") ? BigInt(value.slice(1)) : value,
  );
}
