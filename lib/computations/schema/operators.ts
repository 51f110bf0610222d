import { z } from "zod";
import type { PropertyType } from "@/lib/contacts/schema/property";
import { maxListItems, maxTextLength } from "@/lib/contacts/schema/property-limits";
import { Text } from "@/lib/text/text";
import { normalizeDate } from "@/lib/timestamp";

const Value = z.string().min(1, "Enter a value.").pipe(Text(0, maxTextLength));
const NumberValue = z.number("Enter a number.");
const Values = z.array(Value).min(1, "Enter at least one value.").max(maxListItems);
const Days = z.int("Enter a whole number.").min(1).max(3_650);
const DateValue = z
  .string()
  .overwrite((text) => normalizeDate(text) ?? text)
  .refine((text) => normalizeDate(text) !== undefined, "Enter a date, such as 2026-11-24.");

/**
 * A test of one value. Each is false for an unknown value, and for a value of another type. A condition negates it with
 * `not`, so a negative condition is the exact complement and holds for unknown values.
 */
export const ValueTest = z.discriminatedUnion("operator", [
  z.strictObject({ operator: z.literal("isKnown") }),
  z.strictObject({ operator: z.literal("is"), value: Value }),
  z.strictObject({ operator: z.literal("isAnyOf"), values: Values }),
  z.strictObject({ operator: z.literal("contains"), value: Value }),
  z.strictObject({ operator: z.literal("startsWith"), value: Value }),
  z.strictObject({ operator: z.literal("endsWith"), value: Value }),
  z.strictObject({ operator: z.literal("equals"), value: NumberValue }),
  z.strictObject({ operator: z.literal("lessThan"), value: NumberValue }),
  z.strictObject({ operator: z.literal("atMost"), value: NumberValue }),
  z.strictObject({ operator: z.literal("greaterThan"), value: NumberValue }),
  z.strictObject({ operator: z.literal("atLeast"), value: NumberValue }),
  z
    .strictObject({ operator: z.literal("between"), min: NumberValue, max: NumberValue })
    .refine(({ min, max }) => min <= max, { path: ["max"], message: "Enter at least the first number." }),
  z.strictObject({ operator: z.literal("isTrue") }),
  z.strictObject({ operator: z.literal("isFalse") }),
  z.strictObject({ operator: z.literal("before"), value: DateValue }),
  z.strictObject({ operator: z.literal("after"), value: DateValue }),
  z.strictObject({ operator: z.literal("on"), value: DateValue }),
  z.strictObject({ operator: z.literal("inLastDays"), days: Days }),
  z.strictObject({ operator: z.literal("inNextDays"), days: Days }),
  z.strictObject({ operator: z.literal("moreThanDaysAgo"), days: Days }),
  z.strictObject({ operator: z.literal("moreThanDaysAhead"), days: Days }),
  z.strictObject({ operator: z.literal("hasAnyOf"), values: Values }),
  z.strictObject({ operator: z.literal("hasAllOf"), values: Values }),
  z.strictObject({ operator: z.literal("isEmpty") }),
]);
export type ValueTest = z.infer<typeof ValueTest>;
export type Operator = ValueTest["operator"];

/** Labels of a test and of its negation. `input` is the control for its operand. */
type OperatorLabel = { label: string; negated: string; input: OperatorInput };
export type OperatorInput = "none" | "text" | "texts" | "number" | "range" | "date" | "days";

/** Negations hold for unknown values: the labels say so where it surprises. */
export const operatorLabels: Record<Operator, OperatorLabel> = {
  isKnown: { label: "is known", negated: "is unknown", input: "none" },
  is: { label: "is", negated: "is not (or unknown)", input: "text" },
  isAnyOf: { label: "is any of", negated: "is none of (or unknown)", input: "texts" },
  contains: { label: "contains", negated: "does not contain (or unknown)", input: "text" },
  startsWith: { label: "starts with", negated: "does not start with (or unknown)", input: "text" },
  endsWith: { label: "ends with", negated: "does not end with (or unknown)", input: "text" },
  equals: { label: "=", negated: "≠ (or unknown)", input: "number" },
  lessThan: { label: "<", negated: "not < (or unknown)", input: "number" },
  atMost: { label: "≤", negated: "not ≤ (or unknown)", input: "number" },
  greaterThan: { label: ">", negated: "not > (or unknown)", input: "number" },
  atLeast: { label: "≥", negated: "not ≥ (or unknown)", input: "number" },
  between: { label: "is between", negated: "is not between (or unknown)", input: "range" },
  isTrue: { label: "is true", negated: "is not true (or unknown)", input: "none" },
  isFalse: { label: "is false", negated: "is not false (or unknown)", input: "none" },
  before: { label: "is before", negated: "is not before (or unknown)", input: "date" },
  after: { label: "is after", negated: "is not after (or unknown)", input: "date" },
  on: { label: "is on", negated: "is not on (or unknown)", input: "date" },
  inLastDays: {
    label: "is in the last … days",
    negated: "is not in the last … days (or unknown)",
    input: "days",
  },
  inNextDays: {
    label: "is in the next … days",
    negated: "is not in the next … days (or unknown)",
    input: "days",
  },
  moreThanDaysAgo: {
    label: "is more than … days ago",
    negated: "is not more than … days ago (or unknown)",
    input: "days",
  },
  moreThanDaysAhead: {
    label: "is more than … days ahead",
    negated: "is not more than … days ahead (or unknown)",
    input: "days",
  },
  hasAnyOf: { label: "has any of", negated: "has none of (or unknown)", input: "texts" },
  hasAllOf: { label: "has all of", negated: "lacks one of (or unknown)", input: "texts" },
  isEmpty: { label: "is empty", negated: "is not empty (or unknown)", input: "none" },
};

/** The operators of each property type, the default first. */
export const operatorsByType: Record<PropertyType, readonly Operator[]> = {
  string: ["is", "isAnyOf", "contains", "startsWith", "endsWith", "isKnown"],
  number: ["equals", "lessThan", "atMost", "greaterThan", "atLeast", "between", "isKnown"],
  boolean: ["isTrue", "isFalse", "isKnown"],
  date: [
    "before",
    "after",
    "on",
    "inLastDays",
    "inNextDays",
    "moreThanDaysAgo",
    "moreThanDaysAhead",
    "isKnown",
  ],
  list: ["hasAnyOf", "hasAllOf", "isEmpty", "isKnown"],
};
