import type { Condition, ConditionGroup, LeafCondition } from "@/lib/computations/schema/condition";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import {
  type Operator,
  type OperatorInput,
  operatorLabels,
  operatorsByType,
  type ValueTest,
} from "@/lib/computations/schema/operators";
import type { Window } from "@/lib/computations/schema/window";
import type { PropertyType } from "@/lib/contacts/schema/property";

/** The value of a builder without conditions. */
export const emptyCondition: ConditionGroup = { type: "group", match: "all", conditions: [] };

export type ConditionType = Condition["type"];

/** Without the choices: the row that edits it starts empty. */
export const newConditions: Record<LeafCondition["type"], LeafCondition> = {
  property: { type: "property", name: "", test: { operator: "is", value: "" }, not: false },
  event: {
    type: "event",
    event: "",
    count: { operator: "atLeast", times: 1 },
    window: { range: "lastDays", days: 30 },
    where: [],
  },
  segment: { type: "segment", segmentId: "", not: false },
  stage: { type: "stage", stageIds: [], not: false },
  health: { type: "health", values: [], not: false },
  related: { type: "related", quantity: { of: "any" }, segmentId: "" },
};

/** A new group has one condition, because an empty group cannot be saved. */
export function createCondition(type: ConditionType): Condition {
  return type === "group"
    ? { type: "group", match: "any", conditions: [newConditions.property] }
    : newConditions[type];
}

type OptionProperty = ConditionOptions["properties"][number];

export function findProperty(options: ConditionOptions, name: string): OptionProperty | undefined {
  return options.properties.find((property) => property.name === name);
}

export function getDefaultTest(type: PropertyType): ValueTest {
  const [operator] = operatorsByType[type];
  return createTest(operator ?? "isKnown");
}

/** A test with this operator, which keeps the operand of the previous test where it fits. */
export function createTest(operator: Operator, previous?: ValueTest): ValueTest {
  const operand = previous ? readOperand(previous) : {};
  return { operator, ...toOperand(operatorLabels[operator].input, operand) } as ValueTest;
}

type Operand = { text?: string; texts?: string[]; number?: number; days?: number; date?: string };

function readOperand(test: ValueTest): Operand {
  const { input } = operatorLabels[test.operator];
  if ("values" in test) return { texts: test.values, text: test.values[0] };
  if ("days" in test) return { days: test.days };
  if ("min" in test) return { number: test.min };
  if (!("value" in test)) return {};
  if (typeof test.value === "number") return { number: test.value };
  return input === "date" ? { date: test.value } : { text: test.value, texts: [test.value].filter(Boolean) };
}

function toOperand(input: OperatorInput, { text = "", texts = [], number, days, date }: Operand): object {
  switch (input) {
    case "none":
      return {};
    case "text":
      return { value: text };
    case "texts":
      return { values: texts };
    case "number":
      return { value: number ?? Number.NaN };
    case "range":
      return { min: number ?? Number.NaN, max: Number.NaN };
    case "date":
      return { value: date ?? "" };
    case "days":
      return { days: days ?? 7 };
  }
}

/** A window of this range, which keeps the number of the previous one. */
export function createWindow(range: Window["range"], previous: Window, now: Date): Window {
  switch (range) {
    case "ever":
      return { range };
    case "lastDays":
      return { range, days: "days" in previous ? previous.days : 30 };
    case "lastHours":
      return { range, hours: 24 };
    case "daysAgo":
      return { range, from: 60, to: 30 };
    case "period":
      return { range, period: "thisMonth" };
    case "between": {
      const to = new Date(now);
      to.setUTCSeconds(0, 0);
      const from = new Date(to);
      from.setUTCDate(from.getUTCDate() - 30);
      return { range, from: from.toISOString(), to: to.toISOString() };
    }
  }
}
