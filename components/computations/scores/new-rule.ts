import { emptyCondition } from "@/components/computations/builder/new-conditions";
import type { BodyOf } from "@/lib/computations/schema/computation";

export type ScoreRuleDraft = BodyOf<"score">["rules"][number];

export const newRule: ScoreRuleDraft = {
  name: "",
  weight: 10,
  condition: emptyCondition,
  skipUnknown: false,
};
