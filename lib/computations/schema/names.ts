import type { PropertyType } from "@/lib/contacts/schema/property";
import type { ComputationBody, ComputationType } from "./computation";
import type { ComputationReference } from "./explanation";

/** "segment of users" */
export function describeType({ type, kind }: Pick<ComputationReference, "type" | "kind">): string {
  return `${typeNouns[type]} of ${kind}s`;
}

const typeNouns: Record<ComputationType, string> = {
  segment: "segment",
  stage: "stage",
  healthProfile: "health profile",
  score: "score",
  property: "computed property",
};

/** "Fit score" becomes "fit_score". */
export function toPropertyName(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return (words ?? ["value"]).join("_").slice(0, 80);
}

/** The type of the property that holds a score or a computed property. */
export function getResultType(body: ComputationBody): PropertyType {
  if (body.type !== "property") return "number";
  const { formula } = body;
  if (formula.function !== "first" && formula.function !== "last") return "number";
  return formula.field === null ? "date" : formula.resultType;
}
