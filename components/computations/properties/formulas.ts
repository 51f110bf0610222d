import { describeWindow } from "@/lib/computations/explain/describe";
import type { PropertyFormula } from "@/lib/computations/schema/computation";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";

export type FormulaFunction = PropertyFormula["function"];
export type EventFormula = Exclude<PropertyFormula, { function: "daysSince" }>;

/** `noun` begins the description of a formula: "Sum of seats of invited". */
export const formulaFunctions: Record<FormulaFunction, { label: string; noun: string }> = {
  count: { label: "Number of events", noun: "Number" },
  sum: { label: "Sum of a metadata field", noun: "Sum" },
  average: { label: "Average of a metadata field", noun: "Average" },
  min: { label: "Lowest value of a metadata field", noun: "Lowest" },
  max: { label: "Highest value of a metadata field", noun: "Highest" },
  distinct: { label: "Number of different values of a metadata field", noun: "Different" },
  first: { label: "First event: its time or a metadata field", noun: "First" },
  last: { label: "Last event: its time or a metadata field", noun: "Last" },
  daysSince: { label: "Days since a date", noun: "Days since" },
};

export const resultTypeLabels = { string: "Text", number: "Number", boolean: "True or false", date: "Date" };

export const initialFormula: PropertyFormula = {
  function: "count",
  event: "",
  window: { range: "lastDays", days: 30 },
  where: [],
};

/** A formula with this function, which keeps what fits of the previous one. */
export function createFormula(name: FormulaFunction, previous: PropertyFormula): PropertyFormula {
  if (name === "daysSince") return { function: name, property: "" };
  const { event, window, where } = previous.function === "daysSince" ? initialSource : previous;
  const source = { event, window, where };
  if (name === "count") return { function: name, ...source };
  const field = "field" in previous ? previous.field : null;
  if (name !== "first" && name !== "last") return { function: name, field: field ?? "", ...source };
  const resultType = "resultType" in previous ? previous.resultType : "string";
  return { function: name, field, resultType: field === null ? "date" : resultType, ...source };
}

const initialSource = initialFormula as Extract<PropertyFormula, { function: "count" }>;

/** "Sum of amount of order placed in the last 30 days" */
export function describeFormula(
  formula: PropertyFormula,
  { events, properties }: Pick<ConditionOptions, "events" | "properties">,
): string {
  if (formula.function === "daysSince") {
    const { property } = formula;
    return `Days since ${findLabel(properties, property)}`;
  }
  const { noun } = formulaFunctions[formula.function];
  const event = findLabel(events, formula.event);
  const window = describeWindow(formula.window);
  const period = window === "" ? "" : ` ${window}`;
  const filters = formula.where.length > 0 ? ", filtered" : "";
  if (formula.function === "count") return `${noun} of ${event}${period}${filters}`;
  if (formula.function === "distinct") return `${noun} ${formula.field} of ${event}${period}${filters}`;
  const field = formula.field === null ? "time" : formula.field;
  const of = formula.function === "sum" || formula.function === "average" ? "of " : "";
  return `${noun} ${of}${field} of ${event}${period}${filters}`;
}

function findLabel(entries: { name: string; label: string }[], name: string): string {
  return entries.find((entry) => entry.name === name)?.label || name;
}
