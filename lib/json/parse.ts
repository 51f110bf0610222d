import type { Issue } from "@/lib/errors";
import { findJsonProblem } from "@/lib/json/find-problem";
import { toStorable } from "@/lib/text";

/** The name of what is wrong with no field in particular. */
export const wholeBody = "body";

const utf8 = new TextDecoder("utf-8", { fatal: true });

type Parsed = { value: unknown; problem?: never } | { value?: never; problem: Issue };

/**
 * The JSON in a body, with a byte order mark or without. Rejects what JSON.parse accepts and no client can mean: a name
 * that comes twice, text that no database holds, numbers that are not finite. Bounds on depth and counts are checked
 * before JSON.parse, which would block the event loop. Whole numbers beyond 2^53, such as 64-bit ids, are bigints.
 */
export function parseJson(bytes: Uint8Array): Parsed {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { problem: { path: wholeBody, message: "This is not valid UTF-8." } };
  }
  const { problem, isBound, largeIntegers } = findJsonProblem(text);
  if (problem && isBound) return { problem: toIssue(problem) };
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

/** Marks each large integer with a NUL, which no other text has at this point, and turns it into a bigint. */
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
