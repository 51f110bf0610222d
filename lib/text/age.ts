import { day, hour, minute } from "@/lib/time";

const formatAge = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const units = [
  ["year", 365 * day],
  ["month", 30 * day],
  ["week", 7 * day],
  ["day", day],
  ["hour", hour],
  ["minute", minute],
] as const;

/** "3 minutes ago", or "in 3 minutes" for a positive offset in milliseconds. */
export function describeAge(offset: number): string {
  for (const [unit, length] of units) {
    if (Math.abs(offset) >= length) return formatAge.format(Math.trunc(offset / length), unit);
  }
  return "just now";
}
