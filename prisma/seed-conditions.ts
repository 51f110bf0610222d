import type { Condition, ConditionGroup, ConditionOf } from "@/lib/computations/schema/condition";
import type { ValueTest } from "@/lib/computations/schema/operators";

/** Short forms of the conditions that the demo's computations consist of. */
export function allOf(...conditions: Condition[]): ConditionGroup {
  return { type: "group", match: "all", conditions };
}

export function anyOf(...conditions: Condition[]): ConditionGroup {
  return { type: "group", match: "any", conditions };
}

export function hasProperty(name: string, test: ValueTest): Condition {
  return { type: "property", name, test, not: false };
}

/** At least `times` events in the last `days`, today included; at any time without `days`. */
export function atLeast(times: number, event: string, days?: number): Condition {
  return eventCondition(event, { operator: "atLeast", times }, days);
}

export function hasNo(event: string, days?: number): Condition {
  return eventCondition(event, { operator: "exactly", times: 0 }, days);
}

function eventCondition(event: string, count: ConditionOf<"event">["count"], days?: number): Condition {
  const window = days === undefined ? ({ range: "ever" } as const) : ({ range: "lastDays", days } as const);
  return { type: "event", event, count, window, where: [] };
}

export function inSegment(segmentId: string): Condition {
  return { type: "segment", segmentId, not: false };
}

export function inStage(...stageIds: string[]): Condition {
  return { type: "stage", stageIds, not: false };
}

export function hasHealth(value: "good" | "normal" | "bad"): Condition {
  return { type: "health", values: [value], not: false };
}

/** Of an account, by its users. */
export function hasUsersIn(segmentId: string, count: number): Condition {
  return { type: "related", quantity: { of: "atLeast", count }, segmentId };
}
