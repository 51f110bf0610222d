import { z } from "zod";

/** Text that PostgreSQL can hold and JSON can carry: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** The text with U+FFFD in place of what is not storable. */
export function toStorable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}

export const notStorableMessage =
  "This has a NUL character or half of a surrogate pair, which no text can have.";

/** A text of `min` to `max` characters, counted as JSON Schema counts them: an emoji is one, and two in a JavaScript string. */
export function Text(min: number, max: number) {
  return z
    .string()
    .min(min, min === 1 ? "This must not be empty." : `This must have ${min} characters at least.`)
    .refine((text) => !isLonger(text, max), `This may have ${max} characters at most.`)
    .refine(isStorable, notStorableMessage)
    .meta({ maxLength: max });
}

function isLonger(text: string, max: number): boolean {
  // Only what lies between needs to be counted.
  return text.length > 2 * max || (text.length > max && Array.from(text).length > max);
}
