import { z } from "zod";

/**
 * A moment: ISO 8601 on the wire, a Date in the program. Without an offset it is UTC, as Python's `isoformat()` means
 * it here. Answers always carry "Z" and milliseconds.
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

/** ISO 8601 lets one leave out ":00", as Java does with the seconds, and the colon of an offset, as PHP and Jackson do. */
function completeTime(text: string): string {
  return text
    .replace(/(T[\d:.]+[+-]\d\d)(\d\d)?$/, (_, start: string, minutes = "00") => `${start}:${minutes}`)
    .replace(/(T\d\d:\d\d)(?=[Z+-])/, "$1:00");
}

/** A moment in a query, where the "+" of an offset that was not written "%2B" has become a space. */
export const TimestampParameter = z.preprocess(
  (value) => (typeof value === "string" ? value.replace(/ (?=\d\d(?::?\d\d)?$)/, "+") : value),
  Timestamp,
);

const CalendarDate = z.iso.date();

/**
 * A date as it is kept: a moment in UTC with milliseconds ("2026-11-24T09:30:00.000Z"), a day as it is
 * ("2026-11-24"). Undefined for what is no date in ISO 8601.
 */
export function normalizeDate(text: string): string | undefined {
  // The shortest is a day; and most texts are told apart by their first character.
  if (!/^\d{4}-/.test(text)) return undefined;
  if (CalendarDate.safeParse(text).success) return text;
  const moment = Timestamp.safeDecode(text);
  const normalised = moment.success ? moment.data.toISOString() : "";
  // An offset can reach into a year that has no four digits.
  return /^\d{4}-/.test(normalised) ? normalised : undefined;
}
