import type { z } from "zod";
import type { Issue } from "@/lib/errors";

/** One issue per invalid field, and one per unknown field. */
export function toIssues(error: z.core.$ZodError): Issue[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: toPath([...issue.path, key]),
        message: "Unknown field.",
      }));
    }
    return [{ path: toPath(issue.path), message: toMessage(issue) }];
  });
}

function toPath(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

function toMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.input === undefined) return "This is required.";
  // zod's own messages, with the API's names of types.
  const message = issue.message.replace(
    /^Invalid input: expected (\w+), received (\w+)$/,
    (_, expected, found) => `Expected ${toTypeName(expected)} but found ${toTypeName(found)}`,
  );
  return /[.?]$/.test(message) ? message : `${message}.`;
}

const typeNames: Record<string, string> = {
  array: "a list",
  bigint: "a number",
  int: "a whole number",
  null: "null",
  object: "an object",
};

function toTypeName(type: string): string {
  return typeNames[type] ?? `a ${type}`;
}

/** Adds `issue.input`, which tells missing from invalid values. */
export const parseOptions = { reportInput: true } as const satisfies z.core.ParseContext;
