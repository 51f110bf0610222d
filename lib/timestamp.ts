import { z } from "zod";

/**
 * A moment: ISO 8601 on the wire, a Date in the program. Without an offset it is UTC, as Python's `isoformat()` means
 * it here. Answers always carry "Z" and milliseconds.
 */
export const Timestamp = z.codec(
  z.iso
    .datetime({
      local: true,
      offset: true,
      error: "Expected a date and time in ISO 8601, such as 2026-11-24T09:30:00Z.",
    })
    .meta({ example: "2026-11-24T09:30:00.000Z" }),
  z.date(),
  {
    decode: (text) => new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`),
    encode: (date) => date.toISOString(),
  },
);
