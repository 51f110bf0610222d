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

/** Whether the text has more than `max` Unicode code points. */
export function isLonger(text: string, max: number): boolean {
  // Counting code points is slow: count only where the UTF-16 length does not decide.
  return text.length > 2 * max || (text.length > max && Array.from(text).length > max);
}

/** The first `max` Unicode code points. */
export function cutText(text: string, max: number): string {
  return isLonger(text, max)
    ? Array.from(text.slice(0, 2 * max))
        .slice(0, max)
        .join("")
    : text;
}
