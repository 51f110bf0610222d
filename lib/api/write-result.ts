import { z } from "zod";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { RecordOutput } from "@/lib/record";

/** The output of a write: one sentence. */
export function WriteResult(sentence: string) {
  return z.object({ message: z.string().meta({ description: "The completed action.", example: sentence }) });
}

/** The output of an upsert. */
export function UpsertResult(kind: ContactKind) {
  return WriteResult(toUpsertMessage(kind, true)).extend({
    rejected: RecordOutput(z.string(), {
      description: "Values that were not saved: the reason by property name. All others were saved.",
      example: { created_at: "Expected a date but found a boolean." },
    }).optional(),
  });
}

export function toUpsertResult(kind: ContactKind, rejected: ReadonlyMap<string, string>) {
  if (rejected.size === 0) return { message: toUpsertMessage(kind, false) };
  return { message: toUpsertMessage(kind, true), rejected: Object.fromEntries(rejected) };
}

function toUpsertMessage(kind: ContactKind, hasRejected: boolean): string {
  return hasRejected
    ? `The ${kind} was saved, except the values under 'rejected'.`
    : `The ${kind} was saved.`;
}
