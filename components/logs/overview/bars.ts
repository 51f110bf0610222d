import type { Bar, LogSummary } from "@/lib/logs/schema";
import { day, hour, minute } from "@/lib/time";

/** Indexes of adjacent bars. `from` is larger than `to` after dragging to the left. */
export type BarRange = { from: number; to: number };

export const outcomes = [
  { name: "ok", label: "2xx", style: "bar-ok" },
  { name: "clientError", label: "4xx", style: "bar-client-error" },
  { name: "serverError", label: "5xx", style: "bar-server-error" },
] as const;

export type OutcomeCounts = Omit<Bar, "start">;

/** The calls of the highest bar. */
export function getPeak(bars: Bar[]): number {
  return Math.max(0, ...bars.map(sumOutcomes));
}

export function sumOutcomes({ ok, clientError, serverError }: OutcomeCounts): number {
  return ok + clientError + serverError;
}

export function sumBars(bars: Bar[]): OutcomeCounts {
  const sum = { ok: 0, clientError: 0, serverError: 0 };
  for (const bar of bars) for (const { name } of outcomes) sum[name] += bar[name];
  return sum;
}

export function getBars({ bars }: LogSummary, { from, to }: BarRange): Bar[] {
  return bars.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** "Calls per hour, peak 974". */
export function describeScale({ bars, barWidth, from }: LogSummary, timeZone: string): string {
  const zone = barWidth > hour && differsFromUtc(from, timeZone) ? " (UTC)" : "";
  const peak = getPeak(bars);
  const scale = `Calls per ${describeWidth(barWidth)}${zone}`;
  return peak === 0 ? scale : `${scale}, peak ${peak.toLocaleString("en")}`;
}

const minutes = ["minute", minute] as const;
const hours = ["hour", hour] as const;
const days = ["day", day] as const;

function describeWidth(milliseconds: number): string {
  const [unit, length] = milliseconds < hour ? minutes : milliseconds < day ? hours : days;
  const count = milliseconds / length;
  return count === 1 ? unit : `${count} ${unit}s`;
}

/** Long bars start at UTC hours and days, which most time zones do not share. */
function differsFromUtc(time: Date, timeZone: string): boolean {
  const style = { dateStyle: "short", timeStyle: "short" } as const;
  const local = new Intl.DateTimeFormat("en", { ...style, timeZone }).format(time);
  return local !== new Intl.DateTimeFormat("en", { ...style, timeZone: "UTC" }).format(time);
}

/** The time range of some bars, clipped to that of the summary. */
export function getBarsTimeRange(summary: LogSummary, range: BarRange): { from: Date; to: Date } {
  const bars = getBars(summary, range);
  const first = bars[0]?.start.getTime() ?? 0;
  const last = bars.at(-1)?.start.getTime() ?? 0;
  return {
    from: new Date(Math.max(first, summary.from.getTime())),
    to: new Date(Math.min(last + summary.barWidth, summary.to.getTime())),
  };
}

/** The share of failed calls: "0%", "<0.1%", "2.5%", "12%". */
export function formatErrorRate(counts: OutcomeCounts): string {
  const all = sumOutcomes(counts);
  const percent = all === 0 ? 0 : ((all - counts.ok) / all) * 100;
  if (percent === 0) return "0%";
  if (percent < 0.1) return "<0.1%";
  return `${percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0)}%`;
}

/** The histogram for screen readers. */
export function describeBars(summary: LogSummary): string {
  const { ok, clientError, serverError } = sumBars(summary.bars);
  const numbers = [ok, clientError, serverError].map((number) => number.toLocaleString("en"));
  return `${numbers[0]} calls succeeded, ${numbers[1]} ended with a client error and ${numbers[2]} with a server error.`;
}

/** "120 2xx, 3 4xx, 0 5xx". */
export function describeOutcomes(counts: OutcomeCounts): string {
  return outcomes.map(({ name, label }) => `${counts[name].toLocaleString("en")} ${label}`).join(", ");
}
