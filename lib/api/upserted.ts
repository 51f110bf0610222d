import { z } from "zod";
import { Done } from "@/lib/api/envelope";
import type { ContactKind } from "@/lib/contacts/schema";
import { NamedOutput } from "@/lib/named-values";

/** The answer to an upsert. */
export const Upserted = Done.extend({
  rejected: NamedOutput(z.string(), {
    description: "The values that were not kept, by the property's name: why. All others were.",
    example: { created_at: "Expected a date but found a boolean." },
  }).optional(),
});

export function toUpserted(
  kind: ContactKind,
  rejected: ReadonlyMap<string, string>,
): z.output<typeof Upserted> {
  if (rejected.size === 0) return { message: `The ${kind} was saved.` };
  return {
    message: `The ${kind} was saved, except the values under 'rejected'.`,
    rejected: Object.fromEntries(rejected),
  };
}
