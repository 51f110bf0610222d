import { z } from "zod";
import { WriteResult } from "@/lib/api/envelope";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { RecordOutput } from "@/lib/record";

/** The answer to an upsert. */
export function UpsertResult(kind: ContactKind) {
  return WriteResult(sentenceOf(kind, true)).extend({
    rejected: RecordOutput(z.string(), {
      description: "The values that were not kept, by the property's name: why. All others were.",
      example: { created_at: "Expected a date but found a boolean." },
    }).optional(),
  });
}

export function toUpsertResult(kind: ContactKind, rejected: ReadonlyMap<string, string>) {
  if (rejected.size === 0) return { message: sentenceOf(kind, false) };
  return { message: sentenceOf(kind, true), rejected: Object.fromEntries(rejected) };
}

function sentenceOf(kind: ContactKind, hasRejected: boolean): string {
  return hasRejected
    ? `The ${kind} was saved, except the values under 'rejected'.`
    : `The ${kind} was saved.`;
}
