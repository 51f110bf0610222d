import type { z } from "zod";
import type { Issue } from "@/lib/errors";

/** What zod found, as a path and a sentence each. Names that are not known are listed one by one. */
export function toIssues(error: z.core.$ZodError): Issue[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: toPath([...issue.path, key]),
        message: "Unknown field.",
      }));
    }
    return [{ path: toPath(issue.path), message: sentence(issue) }];
  });
}

function toPath(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.input === undefined) return "This is required.";
  // What zod says by itself, in the words of this API: a JSON array is a list here.
  const message = issue.message.replace(
    /^Invalid input: expected (\w+), received (\w+)$/,
    (_, expected, found) => `Expected ${nameOf(expected)} but found ${nameOf(found)}`,
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

function nameOf(type: string): string {
  return typeNames[type] ?? `a ${type}`;
}

/** Lets `issue.input` through, which tells an absent value from a wrong one. */
export const parseOptions = { reportInput: true } as const satisfies z.core.ParseContext;
