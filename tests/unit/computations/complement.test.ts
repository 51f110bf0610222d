import { expect, it } from "vitest";
import { evaluateContact } from "@/lib/computations/evaluate/contact";
import type { ContactFacts } from "@/lib/computations/evaluate/facts";
import { compilePlan } from "@/lib/computations/evaluate/plan";
import type { BodyOf, Computation } from "@/lib/computations/schema/computation";
import type { Condition, ConditionGroup } from "@/lib/computations/schema/condition";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { anyDate, anyTest, texts } from "@/tests/support/models/computation-drafts";
import { fc, numRuns } from "@/tests/support/models/properties";
import { anyMoment } from "@/tests/support/models/time-zones";

const base = Date.UTC(2026, 9, 20);
const anyValue: fc.Arbitrary<PropertyValue | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom("", ...texts),
  fc.constantFrom(0, 1, 2, 2.5, 10),
  fc.boolean(),
  anyDate(base),
  fc.array(fc.constantFrom(...texts), { maxLength: 3 }),
);

type Fixed = Partial<Pick<ContactFacts, "segmentIds" | "related" | "measures">>;

/** Evaluates segments with these conditions, and returns which of them have the contact. */
function evaluate(
  conditions: Condition[],
  properties: Record<string, PropertyValue>,
  { now, timeZone }: { now: number; timeZone: string },
  more: Fixed = {},
  others: Computation[] = [],
): boolean[] {
  const segments = conditions.map((condition, index): Computation => {
    const body: BodyOf<"segment"> = { type: "segment", condition: all(condition) };
    return { ...blank, id: `segment-${index}`, type: "segment", name: `Segment ${index}`, body };
  });
  const names = { stage: "stage", stageSince: "stage_since", health: "health", segments: "segments" };
  const plan = compilePlan("user", {
    computations: [...others, ...segments],
    names: { user: names, account: names },
    eventIds: new Map(),
    timeZone,
  });
  const facts: ContactFacts = {
    ...{ id: "1", externalId: null, alias: null, firstSeenAt: base, lastSeenAt: base, stageId: null },
    ...{ hasState: false, health: null, dueAt: Number.POSITIVE_INFINITY },
    ...{ segmentIds: new Set(), measures: [], related: [], properties },
    ...{ nextEventAt: Number.POSITIVE_INFINITY, ...more },
  };
  const { results } = evaluateContact(plan, facts, now);
  return segments.map(({ id }) => results.segments.get(id)?.value === true);
}

const all = (...conditions: Condition[]): ConditionGroup => ({ type: "group", match: "all", conditions });

const blank = {
  kind: "user",
  description: "",
  position: 0,
  version: 1,
  propertyName: null,
} as const;

it("has every contact in either a condition of a property or its negation, never in both", () => {
  fc.assert(
    fc.property(anyValue, anyTest(base), anyMoment(base), (value, test, moment) => {
      const condition = (not: boolean) => ({ type: "property", name: "p", test, not }) as const;
      const [holds, isNegated] = evaluate(
        [condition(false), condition(true)],
        value === undefined ? {} : { p: value },
        moment,
      );
      expect(isNegated).toBe(!holds);
    }),
    { numRuns: numRuns({ usual: 1_000, deep: 50_000 }) },
  );
});

it.each([true, false])("negates segments, stages and health of contacts that have them: %s", (has) => {
  const isKnown = () => all({ type: "property", name: "p", test: { operator: "isKnown" }, not: false });
  const bad: ConditionGroup = { ...isKnown(), match: "none" };
  const profile: BodyOf<"healthProfile"> = { type: "healthProfile", good: isKnown(), bad, isDefault: false };
  const stage: BodyOf<"stage"> = { type: "stage", condition: isKnown(), healthProfileId: "profile" };
  const others: Computation[] = [
    { ...blank, id: "base", type: "segment", name: "Base", body: { type: "segment", condition: isKnown() } },
    { ...blank, id: "stage", type: "stage", name: "Stage", body: stage },
    { ...blank, id: "profile", type: "healthProfile", name: "Profile", body: profile },
  ];
  const negatable = (not: boolean): Condition[] => [
    { type: "segment", segmentId: "base", not },
    { type: "segment", segmentId: "gone", not },
    { type: "stage", stageIds: ["stage"], not },
    { type: "health", values: ["good"], not },
    { type: "health", values: ["good", "normal", "bad"], not },
  ];
  const moment = { now: base, timeZone: "UTC" };
  const results = evaluate(
    [...negatable(false), ...negatable(true)],
    has ? { p: 1 } : {},
    moment,
    {},
    others,
  );
  const [holds, negated] = [results.slice(0, 5), results.slice(5)];
  expect(holds).toEqual([has, false, has, has, has]);
  expect(negated).toEqual(holds.map((one) => !one));
});

it.each([
  [0, 0],
  [2, 0],
  [2, 1],
  [2, 2],
])("has exactly the complement in none of %i related contacts with %i in the segment", (total, inside) => {
  const related = (of: "any" | "none" | "all"): Condition => ({
    type: "related",
    quantity: { of },
    segmentId: "s",
  });
  const results = evaluate(
    [related("any"), related("none"), related("all")],
    {},
    { now: base, timeZone: "UTC" },
    { related: [{ total, inside }] },
  );
  expect(results).toEqual([inside > 0, inside === 0, total > 0 && inside === total]);
});

it("has none of a group exactly where any of it does not hold", () => {
  const anyProperty = fc.record({
    type: fc.constant("property" as const),
    name: fc.constantFrom("p", "q"),
    test: anyTest(base),
    not: fc.boolean(),
  });
  const anyConditions = fc.array(anyProperty, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(anyConditions, anyValue, anyValue, anyMoment(base), (conditions, p, q, moment) => {
      const properties: Record<string, PropertyValue> = {};
      if (p !== undefined) properties.p = p;
      if (q !== undefined) properties.q = q;
      const group = (match: "any" | "none"): Condition => ({ type: "group", match, conditions });
      const inner = evaluate(conditions, properties, moment);
      const [any, none] = evaluate([group("any"), group("none")], properties, moment);
      expect([any, none]).toEqual([inner.includes(true), !inner.includes(true)]);
    }),
    { numRuns: numRuns({ usual: 500, deep: 20_000 }) },
  );
});
