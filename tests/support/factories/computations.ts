import type { Author } from "@/lib/auth/actor";
import { saveComputation } from "@/lib/computations/mutations";
import type { ComputationBody, ComputationForm } from "@/lib/computations/schema/computation";
import type { Condition, ConditionGroup } from "@/lib/computations/schema/condition";
import type { Window } from "@/lib/computations/schema/window";
import type { ContactKind } from "@/lib/contacts/schema/contact";

export function all(...conditions: Condition[]): ConditionGroup {
  return { type: "group", match: "all", conditions };
}

export function any(...conditions: Condition[]): ConditionGroup {
  return { type: "group", match: "any", conditions };
}

/** The property has this text. */
export function propertyIs(name: string, value: string, not = false): Condition {
  return { type: "property", name, test: { operator: "is", value }, not };
}

export function eventAtLeast(event: string, times: number, window: Window = { range: "ever" }): Condition {
  return { type: "event", event, count: { operator: "atLeast", times }, window, where: [] };
}

export function toForm(
  name: string,
  body: ComputationBody,
  { kind = "user", ...rest }: Partial<ComputationForm> = {},
): ComputationForm {
  return { id: null, version: null, kind, name, description: "", body, ...rest };
}

/** Saves a segment and returns its id. */
export async function defineSegment(
  author: Author,
  name: string,
  condition: ConditionGroup,
  kind: ContactKind = "user",
): Promise<string> {
  return (await saveComputation(author, toForm(name, { type: "segment", condition }, { kind }))).id;
}
