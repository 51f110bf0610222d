import type { Condition, ConditionOf, HealthValue } from "@/lib/computations/schema/condition";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { type MeasureWindow, resolveWindows } from "./event-scans";
import type { ContactFacts, MeasureFact } from "./facts";
import { getCountLimit, type Plan } from "./plan";
import { testValue } from "./value-test";

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

/**
 * Whether a condition holds for a contact, and when that changes at the earliest if nothing is written: `changesAt` may be
 * too early, and is never too late. Infinity for never. Write path, schedule, preview and explanation all use this.
 */
export function evaluateCondition(condition: Condition, evaluation: Evaluation): Result<boolean> {
  switch (condition.type) {
    case "group":
      return evaluateGroup(condition, evaluation);
    case "property": {
      const { value, changesAt } = readProperty(condition.name, evaluation);
      const { now, plan } = evaluation;
      const test = testValue(value, condition.test, { now, calendar: plan.calendar });
      return { value: test.holds !== condition.not, changesAt: Math.min(test.changesAt, changesAt) };
    }
    case "event":
      return evaluateEvent(condition, evaluation);
    case "segment": {
      const known = evaluation.results.segments.get(condition.segmentId);
      // Members of a segment without conditions never change.
      const isMember = known ? known.value : evaluation.facts.segmentIds.has(condition.segmentId);
      return { value: isMember !== condition.not, changesAt: known?.changesAt ?? Number.POSITIVE_INFINITY };
    }
    case "stage": {
      const { value, changesAt } = evaluation.results.stage;
      const isOneOf = value !== null && condition.stageIds.includes(value);
      return { value: isOneOf !== condition.not, changesAt };
    }
    case "health": {
      const { value, changesAt } = evaluation.results.health;
      const isOneOf = value !== null && condition.values.includes(value);
      return { value: isOneOf !== condition.not, changesAt };
    }
    case "related":
      // Another contact's change queues this one.
      return { value: testRelated(condition, evaluation), changesAt: Number.POSITIVE_INFINITY };
  }
}

/** "All" stays true until one part changes, and false until every failing part has changed. "Any" is its mirror image. */
function evaluateGroup({ match, conditions }: ConditionOf<"group">, evaluation: Evaluation): Result<boolean> {
  const isAll = match === "all";
  let isDecided = false;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const condition of conditions) {
    const { value, changesAt } = evaluateCondition(condition, evaluation);
    first = Math.min(first, changesAt);
    if (value === isAll) continue;
    isDecided = true;
    last = Math.max(last, changesAt);
  }
  const matches = isDecided !== isAll;
  return { value: match === "none" ? !matches : matches, changesAt: isDecided ? last : first };
}

/** The value of a property by the name that conditions use: computed, sent, or built in. */
export function readProperty(
  name: string,
  { plan, facts, results }: Evaluation,
): Result<PropertyValue | undefined> {
  if (plan.outputs.has(name))
    return results.values.get(name) ?? { value: undefined, changesAt: Number.POSITIVE_INFINITY };
  // A removed property is still stored: writing the results removes it.
  const isSent = Object.hasOwn(facts.properties, name) && !plan.removedProperties.includes(name);
  const sent = isSent ? facts.properties[name] : undefined;
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

/** The fact of a condition's or formula's measure, and its position in the plan. */
export function getMeasure(
  owner: object,
  { plan, facts }: Evaluation,
): { fact: MeasureFact; position: number } {
  const position = plan.measureOf.get(owner);
  if (position === undefined) throw new Error("The plan does not measure this condition.");
  return { fact: facts.measures[position] ?? noEvents, position };
}

function evaluateEvent(condition: ConditionOf<"event">, evaluation: Evaluation): Result<boolean> {
  const { operator, times } = condition.count;
  const { fact, position } = getMeasure(condition, evaluation);
  const { count } = fact;
  const value =
    operator === "atLeast" ? count >= times : operator === "atMost" ? count <= times : count === times;
  // Counting stops at the limit, where the oldest counted event decides.
  const exitMatters = operator === "exactly" ? count > 0 : count >= getCountLimit(condition);
  return { value, changesAt: findWindowChange(position, fact, evaluation, exitMatters) };
}

/**
 * When the events within a measure's window change at the earliest: one leaves, one comes in, or a day begins, where a
 * filter compares a date with today.
 */
export function findWindowChange(
  position: number,
  { oldest, next }: MeasureFact,
  { plan, facts, now }: Evaluation,
  exitMatters: boolean,
): number {
  const { exitOf, entryOf, filterChangesAt } = resolveWindows(plan, now)[position] as MeasureWindow;
  const exit = exitMatters && oldest !== null ? exitOf(oldest) : Number.POSITIVE_INFINITY;
  const entry = next === null ? Number.POSITIVE_INFINITY : entryOf(next);
  return Math.min(exit, entry, filterChangesAt, facts.nextEventAt);
}

/** Related contacts, and how many of them are in the segment. */
export function getRelated(
  { segmentId }: ConditionOf<"related">,
  { plan, facts }: Evaluation,
): { total: number; inside: number } {
  return facts.related[plan.relatedSegments.indexOf(segmentId)] ?? { total: 0, inside: 0 };
}

function testRelated(condition: ConditionOf<"related">, evaluation: Evaluation): boolean {
  const { total, inside } = getRelated(condition, evaluation);
  const { quantity } = condition;
  switch (quantity.of) {
    case "any":
      return inside > 0;
    case "none":
      return inside === 0;
    case "all":
      return total > 0 && inside === total;
    case "atLeast":
      return inside >= quantity.count;
  }
}
