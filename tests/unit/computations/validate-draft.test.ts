import { expect, test } from "vitest";
import { validateDraft } from "@/components/computations/editor/validate-draft";
import type { BodyOf, ComputationForm } from "@/lib/computations/schema/computation";
import type { Condition, ConditionGroup } from "@/lib/computations/schema/condition";

const isKnown: Condition = { type: "property", name: "plan", not: false, test: { operator: "isKnown" } };
const [rule] = createScore().rules as [BodyOf<"score">["rules"][number]];

function all(...conditions: Condition[]): ConditionGroup {
  return { type: "group", match: "all", conditions };
}

function createScore(values: Partial<BodyOf<"score">> = {}): BodyOf<"score"> {
  const rules = [{ name: "Paying", weight: 10, condition: all(isKnown), skipUnknown: false }];
  return { type: "score", rules, good: 70, bad: 30, ...values };
}

function createDraft(body: ComputationForm["body"], name = "Fit"): ComputationForm {
  return { id: null, version: null, kind: "user", name, description: "", body };
}

test("finds nothing in a complete draft", () => {
  expect(validateDraft(createDraft(createScore()))).toEqual([]);
});

test("reports each missing value at the path of its field", () => {
  const number: Condition = {
    type: "property",
    name: "seats",
    not: false,
    test: { operator: "atLeast", value: Number.NaN },
  };
  const body = createScore({
    good: Number.NaN,
    rules: [{ ...rule, name: " ", condition: all(number, all()) }],
  });
  const issues = validateDraft(createDraft(body, ""));
  expect(issues.map(({ path }) => path).toSorted()).toEqual([
    "body.good",
    "body.rules.0.condition.conditions.0.test.value",
    "body.rules.0.condition.conditions.1.conditions",
    "body.rules.0.name",
    "name",
  ]);
  expect(issues.find(({ path }) => path.endsWith("test.value"))?.message).toBe("Enter a number.");
});

test.each([
  [0, "Enter at least 1."],
  [101, "Enter at most 100."],
  [1.5, "Enter a whole number."],
])("says how to correct a weight of %d", (weight, message) => {
  const body = createScore({ rules: [{ ...rule, weight }] });
  expect(validateDraft(createDraft(body))).toEqual([{ path: "body.rules.0.weight", message }]);
});

test("rejects a threshold for bad above the one for good", () => {
  expect(validateDraft(createDraft(createScore({ good: 20, bad: 30 })))).toEqual([
    { path: "body.bad", message: "Enter at most the lower end of good." },
  ]);
});
