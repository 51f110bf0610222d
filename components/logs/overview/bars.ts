import type { Bar, LogSummary } from "@/lib/logs/schema";
import { day, hour, minute } from "@/lib/time";

/** Neighbouring bars by their places, in whichever direction they were chosen. */
export type BarRange = { from: number; to: number };

/** How a call can end, as the histogram tells it apart. */
export const outcomes = [
  { name: "ok", label: "2xx", style: "bar-ok" },
  { name: "clientError", label: "4xx", style: "bar-client-error" },
  { name: "serverError", label: "5xx", style: "bar-server-error" },
] as const;

export type OutcomeCounts = Omit<Bar, "start">;

export function getPeak(bars: Bar[]): number {
  return Math.max(1, ...bars.map(sumOutcomes));
}

export function sumOutcomes({ ok, clientError, serverError }: OutcomeCounts): number {
  return ok + clientError + serverError;
}

/** All calls of these bars together. */
export function sumBars(bars: Bar[]): OutcomeCounts {
  const sum = { ok: 0, clientError: 0, serverError: 0 };
  for (const bar of bars) for (const { name } of outcomes) sum[name] += bar[name];
  return sum;
}

export function getBars({ bars }: LogSummary, { from, to }: BarRange): Bar[] {
  return bars.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** What a bar stands for, and how many calls the highest one has: "Calls per hour, peak 974". */
export function describeScale({ bars, barWidth, from }: LogSummary, timeZone: string): string {
  const zone = barWidth > hour && isAwayFromUtc(from, timeZone) ? " (UTC)" : "";
  const most = Math.max(0, ...bars.map(sumOutcomes));
  const scale = `Calls per ${describeWidth(barWidth)}${zone}`;
  return most === 0 ? scale : `${scale}, peak ${most.toLocaleString("en")}`;
}

const minutes = ["minute", minute] as const;
const hours = ["hour", hour] as const;
const days = ["day", day] as const;

function describeWidth(milliseconds: number): string {
  const [unit, length] = milliseconds < hour ? minutes : milliseconds < day ? hours : days;
  const count = milliseconds / length;
  return count === 1 ? unit : `${count} ${unit}s`;
}

/** Bars are counted in whole hours, quarters of a day and days of UTC, which in most zones begin at another time. */
function isAwayFromUtc(time: Date, timeZone: string): boolean {
  const style = { dateStyle: "short", timeStyle: "short" } as const;
  const local = new Intl.DateTimeFormat("en", { ...style, timeZone }).format(time);
  return local !== new Intl.DateTimeFormat("en", { ...style, timeZone: "UTC" }).format(time);
}

/** The time that bars stand for, as far as it is part of what is shown. */
export function toTimeRange(summary: LogSummary, stretch: BarRange): { from: Date; to: Date } {
  const chosen = getBars(summary, stretch);
  const first = chosen[0]?.start.getTime() ?? 0;
  const last = chosen.at(-1)?.start.getTime() ?? 0;
  return {
    from: new Date(Math.max(first, summary.from.getTime())),
    to: new Date(Math.min(last + summary.barWidth, summary.to.getTime())),
  };
}

/** The share of calls that failed, as it is read at a glance: "0 %", "<0.1 %", "2.5 %", "12 %". */
export function formatErrorRate(counts: OutcomeCounts): string {
  const all = sumOutcomes(counts);
  const percent = all === 0 ? 0 : ((all - counts.ok) / all) * 100;
  if (percent === 0) return "0%";
  if (percent < 0.1) return "<0.1%";
  return `${percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0)}%`;
}

/** The histogram in a sentence. */
export function describeBars(summary: LogSummary): string {
  const { ok, clientError, serverError } = sumBars(summary.bars);
  const numbers = [ok, clientError, serverError].map((number) => number.toLocaleString("en"));
  return `${numbers[0]} calls succeeded, ${numbers[1]} ended with a client error and ${numbers[2]} with a server error.`;
}

/** A bar's time and numbers: "Nov 12, 14:00 – 15:00: 120 2xx, 3 4xx, 0 5xx". */
export function describeOutcomes(counts: OutcomeCounts): string {
  return outcomes.map(({ name, label }) => `${counts[name].toLocaleString("en")} ${label}`).join(", ");
}
