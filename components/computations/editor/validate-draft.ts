import type { z } from "zod";
import { ComputationForm } from "@/lib/computations/schema/computation";
import type { Issue } from "@/lib/errors";
import { parseOptions, toIssues } from "@/lib/validation";

/** The issues of a draft, by dotted path. Empty if it can be saved. */
export function validateDraft(draft: ComputationForm): Issue[] {
  const { error } = ComputationForm.safeParse(draft, parseOptions);
  return error
    ? toIssues({ issues: error.issues.flatMap(flattenUnion) } as z.core.$ZodError).map(reword)
    : [];
}

/** Of a union, the issues of the option that its discriminator names. */
function flattenUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const option = issue.errors.find((errors) => errors.every(({ path }) => path[0] !== "type"));
  if (!option || option.length === 0) return [issue];
  return option.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(flattenUnion);
}

/** A number field without a number holds NaN. */
function reword({ path, message }: Issue): Issue {
  const limit = /^Too (small|big): expected (?:number|int) to be [<>]=(-?\d+)/.exec(message);
  if (limit) return { path, message: `Enter at ${limit[1] === "small" ? "least" : "most"} ${limit[2]}.` };
  const isMissing = /^Expected a (number|whole number) but found/.test(message);
  return { path, message: isMissing ? "Enter a number." : message };
}

/** The message for one field of a draft: "body.rules.0.weight". */
export function findIssue(issues: Issue[], path: string): string | undefined {
  return issues.find((issue) => issue.path === path)?.message;
}
