import type { Condition, ConditionOf, EventFilter } from "@/lib/computations/schema/condition";
import { healthLabels } from "@/lib/computations/schema/condition";
import { operatorLabels, type ValueTest } from "@/lib/computations/schema/operators";
import { calendarPeriods, type Window } from "@/lib/computations/schema/window";
import type { ContactKind } from "@/lib/contacts/schema/contact";

/** The names of what conditions refer to. */
export type ConditionNames = {
  kind: ContactKind;
  property: (name: string) => string;
  /** Of a segment or stage, by id. */
  computation: (id: string) => string;
};

/** A condition as plain text: "“exported” at least 3 times in the last 7 days". */
export function describeCondition(condition: Condition, names: ConditionNames): string {
  switch (condition.type) {
    case "group":
      return { all: "All of", any: "Any of", none: "None of" }[condition.match];
    case "property":
      return `${names.property(condition.name)} ${describeTest(condition.test, condition.not)}`;
    case "event":
      return describeEvent(condition);
    case "segment":
      return `${condition.not ? "Not in" : "In"} segment “${names.computation(condition.segmentId)}”`;
    case "stage":
      return `Stage ${condition.not ? "is not" : "is"} ${listOr(condition.stageIds.map(names.computation))}`;
    case "health":
      return `Health ${condition.not ? "is not" : "is"} ${listOr(condition.values.map((value) => healthLabels[value]))}`;
    case "related":
      return `${describeQuantity(condition, names)} in segment “${names.computation(condition.segmentId)}”`;
  }
}

/** A condition with its parts as one sentence: "Plan is Paid and “exported” at least once". */
export function summarizeCondition(condition: Condition, names: ConditionNames): string {
  if (condition.type !== "group") return describeCondition(condition, names);
  const parts = condition.conditions.map((part) => {
    const text = summarizeCondition(part, names);
    return part.type === "group" && part.conditions.length > 1 ? `(${text})` : text;
  });
  const { match } = condition;
  return match === "none" ? `None of: ${parts.join("; ")}` : parts.join(match === "all" ? " and " : " or ");
}

const unknownSuffix = " (or unknown)";

export function describeTest(test: ValueTest, not: boolean): string {
  const { label, negated } = operatorLabels[test.operator];
  const text = not ? negated : label;
  const suffix = text.endsWith(unknownSuffix) ? unknownSuffix : "";
  const words = text.slice(0, text.length - suffix.length);
  if ("days" in test) return words.replace("…", test.days.toLocaleString("en")) + suffix;
  const operand = describeOperand(test);
  return `${words}${operand === "" ? "" : ` ${operand}`}${suffix}`;
}

function describeOperand(test: ValueTest): string {
  if ("values" in test) return listOr(test.values);
  if ("min" in test) return `${test.min.toLocaleString("en")} and ${test.max.toLocaleString("en")}`;
  if (!("value" in test)) return "";
  return typeof test.value === "number" ? test.value.toLocaleString("en") : test.value;
}

function describeEvent({ event, count, window, where }: ConditionOf<"event">): string {
  const { operator, times } = count;
  const filters = where.length === 0 ? "" : ` with ${where.map(describeEventFilter).join(" and ")}`;
  const range = describeWindow(window);
  const when = range === "" ? "" : ` ${range}`;
  if (times === 0 && operator !== "atLeast") return `Never “${event}”${filters}${when}`;
  const amount = { atLeast: "at least ", atMost: "at most ", exactly: "exactly " }[operator];
  return `“${event}” ${amount}${times === 1 ? "once" : `${times.toLocaleString("en")} times`}${filters}${when}`;
}

export function describeEventFilter({ name, test, not }: EventFilter): string {
  return `${name} ${describeTest(test, not)}`;
}

/** Empty for "ever". */
export function describeWindow(window: Window): string {
  switch (window.range) {
    case "ever":
      return "";
    case "lastDays":
      return window.days === 1 ? "today" : `in the last ${window.days} days`;
    case "lastHours":
      return window.hours === 1 ? "in the last hour" : `in the last ${window.hours} hours`;
    case "daysAgo":
      return `${window.from} to ${window.to} days ago`;
    case "period":
      return calendarPeriods[window.period];
    case "between":
      return `from ${window.from} to ${window.to}`;
  }
}

function describeQuantity({ quantity }: ConditionOf<"related">, { kind }: ConditionNames): string {
  const noun = kind === "user" ? "account" : "user";
  if (quantity.of === "atLeast")
    return `At least ${quantity.count} ${noun}${quantity.count === 1 ? "" : "s"}`;
  return { any: `Any ${noun}`, all: `All ${noun}s`, none: `No ${noun}` }[quantity.of];
}

const orList = new Intl.ListFormat("en", { type: "disjunction" });

function listOr(texts: readonly string[]): string {
  return orList.format(texts);
}
