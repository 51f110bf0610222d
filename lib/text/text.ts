import { z } from "zod";
import { isStorable } from "@/lib/text/storable";

export const notStorableMessage = "This has a NUL character or a lone surrogate. Remove it.";

/** A text of `min` to `max` Unicode code points, as JSON Schema counts: an emoji is one, although its `length` is 2. */
export function Text(min: number, max: number) {
  return z
    .string()
    .min(min, min === 1 ? "This must not be empty." : `Enter at least ${min} characters.`)
    .refine((text) => !isLonger(text, max), `Enter at most ${max} characters.`)
    .refine(isStorable, notStorableMessage)
    .meta({ maxLength: max });
}

function isLonger(text: string, max: number): boolean {
  // Counting code points is slow: count only where the UTF-16 length does not decide.
  return text.length > 2 * max || (text.length > max && Array.from(text).length > max);
}
