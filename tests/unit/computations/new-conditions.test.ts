import { describe, expect, it } from "vitest";
import {
  createCondition,
  createTest,
  createWindow,
  newConditions,
} from "@/components/computations/builder/new-conditions";
import { RootCondition } from "@/lib/computations/schema/condition";
import { type Operator, operatorLabels, ValueTest } from "@/lib/computations/schema/operators";
import { Window } from "@/lib/computations/schema/window";
import { toIssues } from "@/lib/validation";

function listIssues(type: Parameters<typeof createCondition>[0]) {
  const { error } = RootCondition.safeParse({
    type: "group",
    match: "all",
    conditions: [createCondition(type)],
  });
  return error ? toIssues(error) : [];
}

describe("a new condition", () => {
  it.each([
    ["property", "name", "Choose a property."],
    ["event", "event", "Choose an event."],
    ["segment", "segmentId", "Choose a segment."],
    ["related", "segmentId", "Choose a segment."],
    ["stage", "stageIds", "Choose at least one stage."],
    ["health", "values", "Choose at least one health."],
  ] as const)("of type %s lacks its choice, with the path of the field", (type, field, message) => {
    expect(listIssues(type)).toContainEqual({ path: `conditions.0.${field}`, message });
  });

  it("counts an event in the last 30 days", () => {
    expect(newConditions.event).toMatchObject({
      count: { operator: "atLeast", times: 1 },
      window: { range: "lastDays", days: 30 },
    });
  });
});

describe("createTest", () => {
  const operators = Object.keys(operatorLabels) as Operator[];

  it.each(operators)("creates the operand of %s, which the schema accepts or finds missing", (operator) => {
    const { error } = ValueTest.safeParse(createTest(operator));
    const messages = error ? toIssues(error).map(({ message }) => message) : [];
    for (const message of messages) expect(message).toMatch(/^Enter a|^This is required/);
  });

  it("keeps what was entered where the operand fits", () => {
    const text = createTest("contains", { operator: "is", value: "pro" });
    expect(text).toEqual({ operator: "contains", value: "pro" });
    const texts = createTest("isAnyOf", text);
    expect(texts).toEqual({ operator: "isAnyOf", values: ["pro"] });
    expect(createTest("is", texts)).toEqual({ operator: "is", value: "pro" });
    expect(createTest("between", { operator: "equals", value: 3 })).toMatchObject({ min: 3 });
    expect(createTest("inNextDays", { operator: "inLastDays", days: 90 })).toMatchObject({ days: 90 });
    expect(createTest("equals", text)).toEqual({ operator: "equals", value: Number.NaN });
  });
});

it("creates a valid window of each range", () => {
  const ranges = ["ever", "lastDays", "lastHours", "daysAgo", "period", "between"] as const;
  for (const range of ranges) {
    const window = createWindow(range, { range: "ever" }, new Date("2026-11-29T12:34:56.789Z"));
    expect(Window.safeParse(window)).toMatchObject({ success: true, data: { range } });
  }
});
