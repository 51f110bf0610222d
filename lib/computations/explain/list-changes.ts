import type { AuditChange } from "@/lib/audit/schema";
import { formatSwitch } from "@/lib/audit/schema";
import type { Computation, ComputationBody, PropertyFormula } from "@/lib/computations/schema/computation";
import type { Condition } from "@/lib/computations/schema/condition";
import { type ConditionNames, describeEventFilter, describeWindow, summarizeCondition } from "./describe";

/** The differences of two versions of a computation, for the audit log. `all` names the computations it refers to. */
export function listComputationChanges(
  before: Computation,
  after: Computation,
  all: readonly Computation[],
): AuditChange[] {
  const names = all.reduce((found, { id, name }) => found.set(id, name), new Map<string, string>());
  const [old, changed] = [before, after].map((computation) => describeFields(computation, names));
  const fields = new Set([...Object.keys(old ?? {}), ...Object.keys(changed ?? {})]);
  return [...fields]
    .map((field) => ({ field, before: old?.[field] ?? "", after: changed?.[field] ?? "" }))
    .filter((change) => change.before !== change.after);
}

type Names = ReadonlyMap<string, string>;

function describeFields(
  { name, description, kind, body }: Computation,
  names: Names,
): Record<string, string> {
  const conditionNames: ConditionNames = {
    kind,
    property: (property) => property,
    computation: (id) => names.get(id) ?? id,
  };
  const toText = (condition: Condition | null) =>
    condition === null ? "" : summarizeCondition(condition, conditionNames);
  return { Name: name, Description: description, ...(body && describeBody(body, toText, names)) };
}

function describeBody(
  body: ComputationBody,
  toText: (condition: Condition | null) => string,
  names: Names,
): Record<string, string> {
  switch (body.type) {
    case "segment":
      return { Conditions: toText(body.condition) };
    case "stage":
      return {
        Conditions: toText(body.condition),
        "Health profile": body.healthProfileId === null ? "" : (names.get(body.healthProfileId) ?? ""),
      };
    case "healthProfile":
      return { Good: toText(body.good), Bad: toText(body.bad), Default: formatSwitch(body.isDefault) };
    case "score":
      return {
        Rules: body.rules
          .map((rule) => `${rule.name} (${rule.weight}): ${toText(rule.condition)}`)
          .join("\n"),
        "Good from": String(body.good),
        "Bad below": String(body.bad),
      };
    case "property":
      return { Formula: describeFormula(body.formula) };
  }
}

function describeFormula(formula: PropertyFormula): string {
  if (formula.function === "daysSince") return `days since ${formula.property}`;
  const field = "field" in formula && formula.field !== null ? ` of ${formula.field}` : "";
  const filters = formula.where.map(describeEventFilter).join(" and ");
  const window = describeWindow(formula.window);
  return [`${formula.function}${field} in “${formula.event}”`, filters && `with ${filters}`, window]
    .filter(Boolean)
    .join(" ");
}
