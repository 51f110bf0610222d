import { expect, test } from "vitest";
import type { FormulaFunction } from "@/components/computations/properties/formulas";
import {
  createFormula,
  describeFormula,
  formulaFunctions,
} from "@/components/computations/properties/formulas";
import { PropertyFormula } from "@/lib/computations/schema/computation";

const options = {
  events: [{ name: "order placed", label: "Order", group: null }],
  properties: [
    { name: "renews_at", label: "Renewal", type: "date" as const, source: "sent" as const, group: null },
  ],
};
const source = { event: "order placed", window: { range: "lastDays" as const, days: 30 }, where: [] };
const sum: PropertyFormula = { function: "sum", field: "amount", ...source };

test.each<[PropertyFormula, string]>([
  [{ function: "count", ...source }, "Number of Order in the last 30 days"],
  [sum, "Sum of amount of Order in the last 30 days"],
  [{ ...sum, window: { range: "ever" } }, "Sum of amount of Order"],
  [{ ...sum, window: { range: "period", period: "lastMonth" } }, "Sum of amount of Order last month"],
  [{ function: "distinct", field: "sku", ...source }, "Different sku of Order in the last 30 days"],
  [
    { function: "last", field: null, resultType: "date", ...source, window: { range: "ever" } },
    "Last time of Order",
  ],
  [{ function: "daysSince", property: "renews_at" }, "Days since Renewal"],
])("describes a formula in words (%#)", (formula, text) => {
  expect(describeFormula(formula, options)).toBe(text);
});

test("names an event that was never sent as it was typed", () => {
  expect(describeFormula({ ...sum, event: "refunded" }, options)).toContain("of refunded");
});

test.each(Object.keys(formulaFunctions) as FormulaFunction[])(
  "keeps event, window and field when the function becomes %s",
  (name) => {
    const formula = createFormula(name, sum);
    expect(formula.function).toBe(name);
    if (formula.function === "daysSince") return;
    expect(formula).toMatchObject(source);
    if (formula.function !== "count") expect(formula.field).toBe("amount");
    expect(PropertyFormula.safeParse(formula).success).toBe(true);
  },
);

test("gives the time of an event the type date", () => {
  const last = createFormula("last", { function: "count", ...source });
  expect(last).toMatchObject({ field: null, resultType: "date" });
});
