import { type LogFilter, type RangeName, ranges } from "@/lib/logs/schema";
import { day } from "@/lib/time";

/** The ranges that show less than all that is kept. */
export function presetsOf(keptDays: number): RangeName[] {
  const names = Object.keys(ranges) as RangeName[];
  return names.filter((name) => ranges[name].milliseconds < keptDays * day);
}

/** The time that a filter names, in a word or two: "Last hour", "Nov 12, 14:00 – 15:00". */
export function describePeriod({ range, from, to }: LogFilter, keptDays: number, timeZone: string): string {
  const style = new Intl.DateTimeFormat("en", { ...withMinutes, timeZone });
  if (from && to) return formatStretch({ from, to }, timeZone);
  if (from) return `Since ${style.format(from)}`;
  if (to) return `Until ${style.format(to)}`;
  return range ? ranges[range].label : `Last ${keptDays} days`;
}

/** "Nov 12, 14:00 – 15:00" */
export function formatStretch({ from, to }: { from: Date; to: Date }, timeZone: string): string {
  const text = new Intl.DateTimeFormat("en", { ...withMinutes, timeZone }).formatRange(from, to);
  // Node.js and browsers differ in the kinds of spaces that they put around the dash.
  return text.replace(/\s/gu, " ");
}

const withMinutes = {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} satisfies Intl.DateTimeFormatOptions;

/** As a field of the type datetime-local has it: the reader's own time, to the minute. */
export function toFieldTime(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
