import type { Evaluation, LeafFact, Outcome } from "@/lib/computations/evaluate/condition";
import { evaluateCondition } from "@/lib/computations/evaluate/condition";
import { evaluateRules, findHealthProfile } from "@/lib/computations/evaluate/contact";
import type { CompiledComputation, Plan } from "@/lib/computations/evaluate/plan";
import type { BodyOf } from "@/lib/computations/schema/computation";
import { type Condition, type ConditionOf, healthLabels } from "@/lib/computations/schema/condition";
import type { ComputationExplanation, Explanation } from "@/lib/computations/schema/explanation";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { type ConditionNames, describeCondition } from "./describe";

type Part = ComputationExplanation["parts"][number];

/** Why a contact has this result of a computation. */
export function explainResult(
  computation: CompiledComputation,
  evaluation: Evaluation,
  names: ConditionNames,
): ComputationExplanation {
  const { id, type, kind, name, body, propertyName } = computation;
  const { results } = evaluation;
  const explain = (condition: Condition) =>
    explainOutcome(condition, evaluateCondition(condition, evaluation), evaluation.plan, names);
  const make = (result: string, changesAt: number, parts: Part[]): ComputationExplanation => ({
    computation: { id, type, kind, name },
    result,
    changesAt: toDate(changesAt),
    parts,
  });
  switch (body.type) {
    case "segment": {
      const explanation = explain(body.condition);
      const changesAt = results.segments.get(id)?.changesAt ?? Number.POSITIVE_INFINITY;
      const part = { name, holds: explanation.holds, weight: null, explanation };
      return make(explanation.holds ? "Yes" : "No", changesAt, [part]);
    }
    case "stage": {
      const { value, changesAt } = results.stage;
      const parts = evaluation.plan.stages.map((stage) => {
        const explanation = stage.body.condition && explain(stage.body.condition);
        return { name: stage.name, holds: explanation?.holds ?? true, weight: null, explanation };
      });
      return make(evaluation.plan.stages.find((stage) => stage.id === value)?.name ?? "", changesAt, parts);
    }
    case "healthProfile": {
      const [good, bad] = [explain(body.good), explain(body.bad)];
      // The profile of another stage decides nothing for this contact.
      const isUsed = findHealthProfile(evaluation.plan, results.stage.value)?.id === id;
      const { value, changesAt } = results.health;
      return make(isUsed && value !== null ? healthLabels[value] : "", changesAt, [
        { name: healthLabels.good, holds: good.holds, weight: null, explanation: good },
        { name: healthLabels.bad, holds: bad.holds, weight: null, explanation: bad },
      ]);
    }
    case "score": {
      const result = results.values.get(propertyName ?? "");
      return make(
        formatValue(result?.value),
        result?.changesAt ?? Number.POSITIVE_INFINITY,
        explainRules(body, evaluation, names),
      );
    }
    case "property": {
      const result = results.values.get(propertyName ?? "");
      return make(formatValue(result?.value), result?.changesAt ?? Number.POSITIVE_INFINITY, []);
    }
  }
}

function explainRules(body: BodyOf<"score">, evaluation: Evaluation, names: ConditionNames): Part[] {
  return evaluateRules(body, evaluation).flatMap(({ counts, outcome }, index) => {
    const rule = body.rules[index];
    if (!rule) return [];
    const explanation = explainOutcome(rule.condition, outcome, evaluation.plan, names);
    const { name, weight } = rule;
    return { name, holds: counts && outcome.holds, weight: counts ? weight : 0, explanation };
  });
}

export function explainOutcome(
  condition: Condition,
  outcome: Outcome,
  plan: Plan,
  names: ConditionNames,
): Explanation {
  return {
    text: describeCondition(condition, names),
    holds: outcome.holds,
    fact: outcome.fact ? describeFact(condition, outcome.fact, plan, names) : "",
    changesAt: toDate(outcome.changesAt),
    parts:
      condition.type === "group"
        ? condition.conditions.flatMap((part, index) => {
            const partOutcome = outcome.parts[index];
            return partOutcome ? explainOutcome(part, partOutcome, plan, names) : [];
          })
        : [],
  };
}

function toDate(time: number): Date | null {
  return Number.isFinite(time) ? new Date(time) : null;
}

function describeFact(condition: Condition, fact: LeafFact, plan: Plan, names: ConditionNames): string {
  switch (fact.of) {
    case "value":
      return fact.value === undefined ? "unknown" : `is ${formatValue(fact.value)}`;
    case "count":
      return describeCount(condition as ConditionOf<"event">, fact, plan);
    case "segment":
      return "";
    case "stage":
      return fact.stageId === null ? "no stage" : `is ${names.computation(fact.stageId)}`;
    case "health":
      return fact.health === null ? "no health" : `is ${healthLabels[fact.health]}`;
    case "related":
      return `${fact.inside} of ${fact.total}`;
  }
}

/** Counting stops at the limit: "3 or more". */
function describeCount(
  { count: { operator, times } }: ConditionOf<"event">,
  { count, limit, newest }: Extract<LeafFact, { of: "count" }>,
  { calendar }: Plan,
): string {
  const isCapped = count >= limit && operator !== "exactly";
  const amount =
    operator === "atLeast" && count < times
      ? `${count} of ${times}`
      : `${count.toLocaleString("en")}${isCapped ? " or more" : ""}`;
  return newest === null ? amount : `${amount}, the last on ${formatDay(newest, calendar.timeZone)}`;
}

function formatDay(time: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    day: "numeric",
    month: "long",
    year: "numeric",
  }).format(time);
}

export function formatValue(value: PropertyValue | undefined): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "boolean") return value ? "true" : "false";
  return typeof value === "number" ? value.toLocaleString("en") : value;
}
