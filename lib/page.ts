import { z } from "zod";

/** Part of a list, and the cursor with which it goes on; null where it ends. */
export type Page<Row> = { rows: Row[]; next: string | null };

/** Bytes of JSON after which a page ends, however many rows it may have. The last row may go past them. */
export const maxPageBytes = 4 * 1_048_576;

/** What every list takes beside its filters. */
export const pageQuery = {
  limit: z
    .preprocess(toNumber, z.int(limitSentence()).min(1, limitSentence()).max(100, limitSentence()))
    .default(20)
    .meta({
      description: `How many to answer with at most; without it, 20. A page also ends after ${maxPageBytes / 1_048_576} MiB, with a cursor.`,
    }),
  cursor: z.string().max(1_000, "This is no cursor of ours.").optional().meta({
    description: "The 'page.next' of the page before, with the same filters. Without it, the list starts.",
  }),
};
export type PageQuery = { limit: number; cursor?: string | undefined };

/** Narrows a list down. The documented call leaves it out, so no example goes with it. */
export function asFilter<Schema extends z.ZodType>(schema: Schema, description: string) {
  return schema.optional().meta({ description, example: undefined });
}

function toNumber(text: unknown): unknown {
  return typeof text === "string" && /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function limitSentence(): string {
  return "Expected a whole number from 1 to 100.";
}
