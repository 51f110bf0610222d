import {
  type Evaluation,
  evaluateCondition,
  getMeasure,
  getRelated,
  readProperty,
} from "@/lib/computations/evaluate/condition";
import { evaluateRules, findHealthProfile } from "@/lib/computations/evaluate/contact";
import { type CompiledComputation, getCountLimit } from "@/lib/computations/evaluate/plan";
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
  const explain = (condition: Condition) => explainCondition(condition, evaluation, names);
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
  return evaluateRules(body, evaluation).flatMap(({ counts, holds }, index) => {
    const rule = body.rules[index];
    if (!rule) return [];
    const explanation = explainCondition(rule.condition, evaluation, names);
    return { name: rule.name, holds: counts && holds, weight: counts ? rule.weight : 0, explanation };
  });
}

function explainCondition(condition: Condition, evaluation: Evaluation, names: ConditionNames): Explanation {
  const { value, changesAt } = evaluateCondition(condition, evaluation);
  return {
    text: describeCondition(condition, names),
    holds: value,
    fact: describeFact(condition, evaluation, names),
    changesAt: toDate(changesAt),
    parts:
      condition.type === "group"
        ? condition.conditions.map((part) => explainCondition(part, evaluation, names))
        : [],
  };
}

function toDate(time: number): Date | null {
  return Number.isFinite(time) ? new Date(time) : null;
}

function describeFact(condition: Condition, evaluation: Evaluation, names: ConditionNames): string {
  const { stage, health } = evaluation.results;
  switch (condition.type) {
    case "property": {
      const { value } = readProperty(condition.name, evaluation);
      return value === undefined ? "unknown" : `is ${formatValue(value)}`;
    }
    case "event":
      return describeCount(condition, evaluation);
    case "stage":
      return stage.value === null ? "no stage" : `is ${names.computation(stage.value)}`;
    case "health":
      return health.value === null ? "no health" : `is ${healthLabels[health.value]}`;
    case "related": {
      const { inside, total } = getRelated(condition, evaluation);
      return `${inside} of ${total}`;
    }
    default:
      return "";
  }
}

/** Counting stops at the limit: "3 or more". */
function describeCount(condition: ConditionOf<"event">, evaluation: Evaluation): string {
  const { operator, times } = condition.count;
  const { count, newest } = getMeasure(condition, evaluation).fact;
  const isCapped = count >= getCountLimit(condition) && operator !== "exactly";
  const amount =
    operator === "atLeast" && count < times
      ? `${count} of ${times}`
      : `${count.toLocaleString("en")}${isCapped ? " or more" : ""}`;
  const { timeZone } = evaluation.plan.calendar;
  return newest === null ? amount : `${amount}, the last on ${formatDay(newest, timeZone)}`;
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
