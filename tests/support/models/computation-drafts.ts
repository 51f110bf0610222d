import type { ComputationBody, PropertyFormula } from "@/lib/computations/schema/computation";
import type { Condition, ConditionGroup, EventFilter } from "@/lib/computations/schema/condition";
import type { ValueTest } from "@/lib/computations/schema/operators";
import { type CalendarPeriod, calendarPeriods, type Window } from "@/lib/computations/schema/window";
import type { Kind } from "./computation-model";
import { fc } from "./properties";

export const texts = ["Pro", "pro", "BASIC", "50%", "a_b", "İstanbul"];
export const eventNames = ["exported", "logged in", "paid"];
export const sentProperties = ["plan", "seats", "active", "renews_at", "tags"];
const builtInNames = {
  user: ["user_id", "email", "first_seen_at", "last_seen_at"],
  account: ["account_id", "domain", "first_seen_at", "last_seen_at"],
};

const text = fc.constantFrom(...texts);
const number = fc.constantFrom(0, 1, 2, 2.5, 10);
const days = fc.integer({ min: 1, max: 12 });

/** Near `base`: a day, or a time. */
export function anyDate(base: number): fc.Arbitrary<string> {
  const hours = fc.integer({ min: -20 * 24, max: 20 * 24 });
  return fc
    .tuple(hours, fc.constantFrom(10, 24))
    .map(([hour, length]) => new Date(base + hour * 3_600_000).toISOString().slice(0, length));
}

export function anyTest(base: number): fc.Arbitrary<ValueTest> {
  const values = fc.uniqueArray(text, { minLength: 1, maxLength: 3 });
  const ofText = fc.record({
    operator: fc.constantFrom("is", "contains", "startsWith", "endsWith"),
    value: text,
  });
  const ofTexts = fc.record({ operator: fc.constantFrom("isAnyOf", "hasAnyOf", "hasAllOf"), values });
  const ofNumber = fc.record({
    operator: fc.constantFrom("equals", "lessThan", "atMost", "greaterThan", "atLeast"),
    value: number,
  });
  const between = fc.tuple(number, number).map(([one, other]) => ({
    operator: "between",
    min: Math.min(one, other),
    max: Math.max(one, other),
  }));
  const alone = fc.record({ operator: fc.constantFrom("isKnown", "isTrue", "isFalse", "isEmpty") });
  const ofDate = fc.record({ operator: fc.constantFrom("before", "after", "on"), value: anyDate(base) });
  const ofDays = fc.record({
    operator: fc.constantFrom("inLastDays", "inNextDays", "moreThanDaysAgo", "moreThanDaysAhead"),
    days,
  });
  return fc.oneof(ofText, ofTexts, ofNumber, between, alone, ofDate, ofDays) as fc.Arbitrary<ValueTest>;
}

export function anyWindow(base: number): fc.Arbitrary<Window> {
  const periods = Object.keys(calendarPeriods) as CalendarPeriod[];
  const instants = fc.uniqueArray(fc.integer({ min: -400, max: 400 }), { minLength: 2, maxLength: 2 });
  return fc.oneof(
    fc.constant({ range: "ever" as const }),
    fc.record({ range: fc.constant("lastDays" as const), days }),
    fc.record({ range: fc.constant("lastHours" as const), hours: fc.integer({ min: 1, max: 100 }) }),
    fc
      .tuple(days, fc.nat(12))
      .map(([from, to]) => ({ range: "daysAgo" as const, from, to: Math.min(from, to) })),
    fc.record({ range: fc.constant("period" as const), period: fc.constantFrom(...periods) }),
    instants.map((hours) => {
      const [from = "", to = ""] = hours
        .toSorted((one, other) => one - other)
        .map((hour) => new Date(base + hour * 3_600_000).toISOString());
      return { range: "between" as const, from, to };
    }),
  );
}

/** A name that starts with "#" stands for a computed property: see `resolveReferences`. */
function anyPropertyName(kind: Kind): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...sentProperties) },
    { weight: 2, arbitrary: fc.constantFrom(...builtInNames[kind]) },
    { weight: 3, arbitrary: anyReference },
  );
}

const anyReference = fc.nat(20).map((number) => `#${number}`);

function anyEventSource(base: number) {
  const filter: fc.Arbitrary<EventFilter> = fc.record({
    name: fc.constantFrom("format", "rows", "sent", "at"),
    test: anyTest(base),
    not: fc.boolean(),
  });
  return {
    event: fc.constantFrom(...eventNames),
    window: anyWindow(base),
    where: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(filter, { maxLength: 2 }) },
    ),
  };
}

/** Ids are references: see `resolveReferences`. */
function anyCondition(kind: Kind, base: number, depth: number): fc.Arbitrary<Condition> {
  const not = fc.boolean();
  const quantity = fc.oneof(
    fc.record({ of: fc.constantFrom("any", "all", "none") }),
    fc.record({ of: fc.constant("atLeast"), count: fc.integer({ min: 1, max: 3 }) }),
  );
  const leaves = [
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant("property"),
        name: anyPropertyName(kind),
        test: anyTest(base),
        not,
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constant("event"),
        count: fc.record({
          operator: fc.constantFrom("atLeast", "atMost", "exactly"),
          times: fc.nat(3),
        }),
        ...anyEventSource(base),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("segment"), segmentId: anyReference, not }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("stage"),
        stageIds: fc.array(anyReference, { minLength: 1, maxLength: 2 }),
        not,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant("health"),
        values: fc.uniqueArray(fc.constantFrom("good", "normal", "bad"), { minLength: 1 }),
        not,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant("related"), quantity, segmentId: anyReference }),
    },
  ];
  const groups = depth > 1 ? [{ weight: 2, arbitrary: anyGroup(kind, base, depth - 1) }] : [];
  return fc.oneof(...leaves, ...groups) as fc.Arbitrary<Condition>;
}

export function anyGroup(kind: Kind, base: number, depth = 3): fc.Arbitrary<ConditionGroup> {
  return fc.record({
    type: fc.constant("group" as const),
    match: fc.constantFrom("all" as const, "any" as const, "none" as const),
    conditions: fc.array(anyCondition(kind, base, depth), { minLength: 1, maxLength: 3 }),
  });
}

function anyFormula(base: number): fc.Arbitrary<PropertyFormula> {
  const source = anyEventSource(base);
  const field = fc.constantFrom("format", "rows", "sent", "at");
  return fc.oneof(
    fc.record({ function: fc.constant("count"), ...source }),
    fc.record({ function: fc.constantFrom("sum", "average", "min", "max", "distinct"), field, ...source }),
    fc.record({
      function: fc.constantFrom("first", "last"),
      field: fc.option(field),
      resultType: fc.constantFrom("string", "number", "boolean", "date"),
      ...source,
    }),
    fc.record({
      function: fc.constant("daysSince"),
      property: fc.constantFrom("renews_at", "first_seen_at", "plan"),
    }),
  ) as fc.Arbitrary<PropertyFormula>;
}

export function anyBody(kind: Kind, base: number): fc.Arbitrary<ComputationBody> {
  const condition = anyGroup(kind, base);
  const rule = fc.record({
    name: fc.constantFrom("Rule A", "Rule B"),
    weight: fc.integer({ min: 1, max: 7 }),
    condition: anyGroup(kind, base, 2),
    skipUnknown: fc.boolean(),
  });
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: fc.constant("segment"), condition }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant("stage"),
        condition: fc.option(condition),
        healthProfileId: fc.option(anyReference),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant("healthProfile"),
        good: condition,
        bad: anyGroup(kind, base, 2),
        isDefault: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant("score"),
        rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
        good: fc.constant(70),
        bad: fc.constant(30),
      }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant("property"), formula: anyFormula(base) }) },
  ) as fc.Arbitrary<ComputationBody>;
}

/** What references may stand for. */
export type Referents = { type: string; kind: Kind; id: string; propertyName: string | null }[];

/** Replaces each reference by one of the existing computations, and conditions that find none by others. */
export function resolveReferences(kind: Kind, body: ComputationBody, existing: Referents): ComputationBody {
  const other = kind === "user" ? "account" : "user";
  const find = (type: string, reference: string, of: Kind = kind) => {
    const found = existing.filter((one) => one.type === type && one.kind === of);
    return found[Number(reference.slice(1)) % found.length]?.id;
  };
  const computed = [
    ...existing.flatMap((one) => (one.kind === kind && one.propertyName ? [one.propertyName] : [])),
    ...(existing.some((one) => one.kind === kind && one.type === "stage") ? ["stage", "stage_since"] : []),
    ...(existing.some((one) => one.kind === kind && one.type === "healthProfile") ? ["health"] : []),
  ];
  const isKnown = (name: string): Condition => ({
    type: "property",
    name,
    test: { operator: "isKnown" },
    not: false,
  });
  const resolve = (condition: Condition): Condition => {
    switch (condition.type) {
      case "group":
        return { ...condition, conditions: condition.conditions.map(resolve) };
      case "property": {
        if (!condition.name.startsWith("#")) return condition;
        const name = computed[Number(condition.name.slice(1)) % computed.length];
        return { ...condition, name: name ?? "seats" };
      }
      case "segment": {
        const segmentId = find("segment", condition.segmentId);
        return segmentId ? { ...condition, segmentId } : isKnown("plan");
      }
      case "related": {
        const segmentId = find("segment", condition.segmentId, other);
        return segmentId ? { ...condition, segmentId } : isKnown("seats");
      }
      case "stage": {
        const stageIds = [...new Set(condition.stageIds.flatMap((id) => find("stage", id) ?? []))];
        return stageIds.length > 0 ? { ...condition, stageIds } : isKnown("active");
      }
      case "health":
        return existing.some((one) => one.kind === kind && one.type === "healthProfile")
          ? condition
          : isKnown("tags");
      default:
        return condition;
    }
  };
  const root = (group: ConditionGroup) => resolve(group) as ConditionGroup;
  switch (body.type) {
    case "segment":
      return { ...body, condition: root(body.condition) };
    case "stage":
      return {
        ...body,
        condition: body.condition && root(body.condition),
        healthProfileId: body.healthProfileId && (find("healthProfile", body.healthProfileId) ?? null),
      };
    case "healthProfile":
      return { ...body, good: root(body.good), bad: root(body.bad) };
    case "score":
      return { ...body, rules: body.rules.map((rule) => ({ ...rule, condition: root(rule.condition) })) };
    case "property":
      return body;
  }
}
