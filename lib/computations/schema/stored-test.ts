import type { ConditionGroup, ConditionOf } from "./condition";

/** A test of results that are stored by contact: the database finds its contacts by index. */
export type StoredTest = ConditionOf<"segment"> | ConditionOf<"stage"> | ConditionOf<"health">;

/** The only test of the conditions, if its results are stored. Null if contacts must be evaluated. */
export function findStoredTest({ match, conditions }: ConditionGroup): StoredTest | null {
  const [only, ...others] = conditions;
  if (!only || others.length > 0 || match === "none") return null;
  if (only.type === "group") return findStoredTest(only);
  const isStored = only.type === "segment" || only.type === "stage" || only.type === "health";
  return isStored && !only.not ? only : null;
}
