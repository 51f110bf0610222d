import { z } from "zod";
import { Timestamp } from "@/lib/timestamp";

export const calendarPeriods = {
  today: "today",
  yesterday: "yesterday",
  thisWeek: "this week",
  lastWeek: "last week",
  thisMonth: "this month",
  lastMonth: "last month",
  thisQuarter: "this quarter",
  lastQuarter: "last quarter",
  thisYear: "this year",
  lastYear: "last year",
} as const;
export type CalendarPeriod = keyof typeof calendarPeriods;

const WholeNumber = z.int("Enter a whole number.");

/** Stays text, in UTC, because definitions are stored as JSON. */
const Instant = z
  .string()
  .overwrite((text) => Timestamp.safeDecode(text).data?.toISOString() ?? text)
  .refine((text) => Timestamp.safeDecode(text).success, "Enter a date and time.");

/**
 * A range of time, half-open. Days, weeks (from Monday), months, quarters and years are those of the workspace's time
 * zone. `lastDays: 30` includes today: it begins 29 days before the start of today.
 */
export const Window = z.discriminatedUnion("range", [
  z.strictObject({ range: z.literal("ever") }),
  z.strictObject({ range: z.literal("lastDays"), days: WholeNumber.min(1).max(730) }),
  z.strictObject({ range: z.literal("lastHours"), hours: WholeNumber.min(1).max(2_160) }),
  z
    .strictObject({
      range: z.literal("daysAgo"),
      from: WholeNumber.min(1).max(730),
      to: WholeNumber.min(0).max(729),
    })
    .refine(({ from, to }) => from >= to, { path: ["from"], message: "Enter at least the other number." }),
  z.strictObject({
    range: z.literal("period"),
    period: z.enum(Object.keys(calendarPeriods) as [CalendarPeriod, ...CalendarPeriod[]]),
  }),
  z
    .strictObject({ range: z.literal("between"), from: Instant, to: Instant })
    .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
      path: ["to"],
      message: "Enter a later time.",
    }),
]);
export type Window = z.infer<typeof Window>;
