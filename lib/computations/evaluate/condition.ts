import type { Condition, ConditionOf, HealthValue } from "@/lib/computations/schema/condition";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import type { ContactFacts, MeasureFact } from "./facts";
import type { Plan } from "./plan";
import { isRelativeTest, testValue } from "./value-test";
import { resolveWindow } from "./windows";

/** The result of a node, and when it changes at the earliest if nothing is written. */
export type Result<Value> = { value: Value; changesAt: number };

/** The results of one contact so far. */
export type Results = {
  segments: Map<string, Result<boolean>>;
  stage: Result<string | null>;
  health: Result<HealthValue | null>;
  /** Computed properties by name; a value of undefined is unknown. */
  values: Map<string, Result<PropertyValue | undefined>>;
};

export type Evaluation = { plan: Plan; facts: ContactFacts; now: number; results: Results };

/** What an explanation says about a condition that is not a group. */
export type LeafFact =
  | { of: "value"; value: PropertyValue | undefined }
  | { of: "count"; count: number; limit: number; newest: number | null }
  | { of: "segment" }
  | { of: "stage"; stageId: string | null }
  | { of: "health"; health: HealthValue | null }
  | { of: "related"; total: number; inside: number };

/**
 * Whether a condition holds for a contact, and when that changes at the earliest if nothing is written: `changesAt` may be
 * too early, and is never too late. Infinity for never. Write path, schedule, preview and explanation all use this.
 */
export type Outcome = { holds: boolean; changesAt: number; fact: LeafFact | null; parts: Outcome[] };

export function evaluateCondition(condition: Condition, evaluation: Evaluation): Outcome {
  switch (condition.type) {
    case "group":
      return evaluateGroup(condition, evaluation);
    case "property": {
      const { value, changesAt } = readProperty(condition.name, evaluation);
      const test = testValue(value, condition.test, {
        now: evaluation.now,
        calendar: evaluation.plan.calendar,
      });
      return leaf(test.holds !== condition.not, Math.min(test.changesAt, changesAt), { of: "value", value });
    }
    case "event":
      return evaluateEvent(condition, evaluation);
    case "segment": {
      const known = evaluation.results.segments.get(condition.segmentId);
      // Members of a segment without conditions never change.
      const isMember = known ? known.value : evaluation.facts.segmentIds.has(condition.segmentId);
      return leaf(isMember !== condition.not, known?.changesAt ?? Number.POSITIVE_INFINITY, {
        of: "segment",
      });
    }
    case "stage": {
      const { value, changesAt } = evaluation.results.stage;
      const isOneOf = value !== null && condition.stageIds.includes(value);
      return leaf(isOneOf !== condition.not, changesAt, { of: "stage", stageId: value });
    }
    case "health": {
      const { value, changesAt } = evaluation.results.health;
      const isOneOf = value !== null && condition.values.includes(value);
      return leaf(isOneOf !== condition.not, changesAt, { of: "health", health: value });
    }
    case "related":
      return evaluateRelated(condition, evaluation);
  }
}

function leaf(holds: boolean, changesAt: number, fact: LeafFact): Outcome {
  return { holds, changesAt, fact, parts: [] };
}

function evaluateGroup({ match, conditions }: ConditionOf<"group">, evaluation: Evaluation): Outcome {
  const parts = conditions.map((condition) => evaluateCondition(condition, evaluation));
  const isAll = match === "all";
  // "All" stays true until one part changes, and false until every failing part has changed. "Any" is its mirror image.
  const deciding = parts.filter(({ holds }) => holds !== isAll);
  const changesAt =
    deciding.length === 0
      ? Math.min(...parts.map((part) => part.changesAt))
      : Math.max(...deciding.map((part) => part.changesAt));
  const matches = (deciding.length === 0) === isAll;
  return { holds: match === "none" ? !matches : matches, changesAt, fact: null, parts };
}

/** The value of a property by the name that conditions use: computed, sent, or built in. */
export function readProperty(
  name: string,
  { plan, facts, results }: Evaluation,
): Result<PropertyValue | undefined> {
  if (plan.outputs.has(name))
    return results.values.get(name) ?? { value: undefined, changesAt: Number.POSITIVE_INFINITY };
  const sent = Object.hasOwn(facts.properties, name) ? facts.properties[name] : undefined;
  return { value: sent ?? findBuiltIn(name, plan, facts), changesAt: Number.POSITIVE_INFINITY };
}

function findBuiltIn(name: string, { kind }: Plan, facts: ContactFacts): PropertyValue | undefined {
  switch (name) {
    case `${kind}_id`:
      return facts.externalId ?? undefined;
    case kind === "user" ? "email" : "domain":
      return facts.alias ?? undefined;
    case "first_seen_at":
      return new Date(facts.firstSeenAt).toISOString();
    case "last_seen_at":
      return new Date(facts.lastSeenAt).toISOString();
    default:
      return undefined;
  }
}

const noEvents: MeasureFact = { count: 0, oldest: null, newest: null, next: null };

export function getMeasure(owner: object, { plan, facts }: Evaluation): MeasureFact {
  const position = plan.measureOf.get(owner);
  if (position === undefined) throw new Error("The plan does not measure this condition.");
  return facts.measures[position] ?? noEvents;
}

function evaluateEvent(condition: ConditionOf<"event">, evaluation: Evaluation): Outcome {
  const { operator, times } = condition.count;
  const fact = getMeasure(condition, evaluation);
  const { count, newest } = fact;
  const holds =
    operator === "atLeast" ? count >= times : operator === "atMost" ? count <= times : count === times;
  // Counting stops at the limit, where the oldest counted event decides.
  const limit = operator === "atLeast" ? Math.max(1, times) : times + 1;
  const exitMatters = operator === "exactly" ? count > 0 : count >= limit;
  const changesAt = findWindowChange(condition, fact, evaluation, exitMatters);
  return leaf(holds, changesAt, { of: "count", count, limit, newest });
}

/**
 * When the events within a window change at the earliest: one leaves, one comes in, or a day begins, where a filter
 * compares a date with today.
 */
export function findWindowChange(
  { window, where }: Pick<ConditionOf<"event">, "window" | "where">,
  { oldest, next }: MeasureFact,
  { plan, facts, now }: Evaluation,
  exitMatters: boolean,
): number {
  const { exitOf, entryOf } = resolveWindow(window, now, plan.calendar);
  const exit = exitMatters && oldest !== null ? exitOf(oldest) : Number.POSITIVE_INFINITY;
  const entry = next === null ? Number.POSITIVE_INFINITY : entryOf(next);
  const midnight = where.some(({ test }) => isRelativeTest(test))
    ? plan.calendar.startOf(plan.calendar.dayOf(now) + 1)
    : Number.POSITIVE_INFINITY;
  return Math.min(exit, entry, midnight, facts.nextEventAt);
}

function evaluateRelated(condition: ConditionOf<"related">, { plan, facts }: Evaluation): Outcome {
  const position = plan.relatedSegments.indexOf(condition.segmentId);
  const { total, inside } = facts.related[position] ?? { total: 0, inside: 0 };
  const { quantity } = condition;
  const holds =
    quantity.of === "any"
      ? inside > 0
      : quantity.of === "none"
        ? inside === 0
        : quantity.of === "all"
          ? total > 0 && inside === total
          : inside >= quantity.count;
  // Another contact's change queues this one.
  return leaf(holds, Number.POSITIVE_INFINITY, { of: "related", total, inside });
}
