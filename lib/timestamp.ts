import { z } from "zod";

/**
 * ISO 8601 on the wire, a Date in the program. A time without an offset is UTC: Python's `isoformat()` leaves it out.
 * Responses always have "Z" and milliseconds.
 */
export const Timestamp = z.codec(
  z
    .string()
    .overwrite(completeTime)
    .check(
      z.iso.datetime({
        local: true,
        offset: true,
        error: "Expected a date and time in ISO 8601, such as 2026-11-24T09:30:00Z.",
      }),
    )
    .meta({ example: "2026-11-24T09:30:00.000Z" }),
  z.date(),
  {
    decode: (text) => new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`),
    encode: (date) => date.toISOString(),
  },
);

/** Adds what ISO 8601 makes optional and zod requires: seconds (Java omits ":00") and the colon of an offset (PHP). */
function completeTime(text: string): string {
  return text
    .replace(/(T[\d:.]+[+-]\d\d)(\d\d)?$/, (_, start: string, minutes = "00") => `${start}:${minutes}`)
    .replace(/(T\d\d:\d\d)(?=[Z+-])/, "$1:00");
}

/** In a query string, the "+" of an offset that was not encoded as "%2B" arrives as a space. */
export const TimestampParameter = z.preprocess(
  (value) => (typeof value === "string" ? value.replace(/ (?=\d\d(?::?\d\d)?$)/, "+") : value),
  Timestamp,
);

const CalendarDate = z.iso.date();

/**
 * The stored form of a date: a time in UTC with milliseconds ("2026-11-24T09:30:00.000Z"), a day unchanged
 * ("2026-11-24"). Undefined if the text is not a date in ISO 8601.
 */
export function normalizeDate(text: string): string | undefined {
  // Fast path: most texts are not dates.
  if (!/^\d{4}-/.test(text)) return undefined;
  if (isNormalizedTime(text) || CalendarDate.safeParse(text).success) return text;
  const time = Timestamp.safeDecode(text);
  const normalized = time.success ? time.data.toISOString() : "";
  // The offset can move the time into a year without four digits.
  return /^\d{4}-/.test(normalized) ? normalized : undefined;
}

/** Days that every month has: most times need no calendar. */
const timeOfAnyMonth =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

function isNormalizedTime(text: string): boolean {
  if (timeOfAnyMonth.test(text)) return true;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return false;
  const date = new Date(text);
  // Days that a month does not have move into the next month.
  return !Number.isNaN(date.getTime()) && date.toISOString() === text;
}
