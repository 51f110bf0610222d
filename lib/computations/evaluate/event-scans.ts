import type { MeasureFact } from "./facts";
import type { Plan } from "./plan";
import { isRelativeTest } from "./value-test";
import { type ResolvedWindow, resolveWindow } from "./windows";

/** The window of a measure at one `now`. */
export type MeasureWindow = ResolvedWindow & {
  /** The next midnight where a filter compares a date with today, otherwise Infinity. */
  filterChangesAt: number;
};

const lastResolved = new WeakMap<Plan, { now: number; windows: readonly MeasureWindow[] }>();

/** The windows of the plan's measures, by position. Resolved once for all contacts that are computed at this `now`. */
export function resolveWindows(plan: Plan, now: number): readonly MeasureWindow[] {
  const last = lastResolved.get(plan);
  if (last?.now === now) return last.windows;
  const { calendar, measures } = plan;
  const midnight = calendar.startOf(calendar.dayOf(now) + 1);
  const windows = measures.map(({ window, where }) => ({
    ...resolveWindow(window, now, calendar),
    filterChangesAt: where.some(({ test }) => isRelativeTest(test)) ? midnight : Number.POSITIVE_INFINITY,
  }));
  lastResolved.set(plan, { now, windows });
  return windows;
}

/** Reads the newest `limit` events of one name since `from`, for all measures at these positions. */
export type EventScan = { eventId: string; from: number; limit: number; positions: number[] };

/** A measure with a higher limit gets a separate scan, so that the shared scan stays short. */
const maxSharedLimit = 100;

/**
 * Groups the measures without filters whose windows reach until now: the newest events answer all those of one name. The
 * others count within windows that end in the past, or have no limit.
 */
export function groupScans(plan: Plan, now: number): { scans: EventScan[]; others: number[] } {
  const windows = resolveWindows(plan, now);
  const scans = new Map<string, EventScan>();
  const others: number[] = [];
  for (const [position, measure] of plan.measures.entries()) {
    const { eventId } = measure;
    if (measure.of !== "count" || measure.where.length > 0 || eventId === null) continue;
    const { limit } = measure;
    const { from, to } = windows[position] as MeasureWindow;
    if (limit === null || limit > maxSharedLimit || to <= now) {
      others.push(position);
      continue;
    }
    const scan = scans.get(eventId);
    if (scan) {
      scan.from = Math.min(scan.from, from);
      scan.limit = Math.max(scan.limit, limit);
      scan.positions.push(position);
    } else scans.set(eventId, { eventId, from, limit, positions: [position] });
  }
  return { scans: [...scans.values()], others };
}

/** Counts up to `limit` events since `from` among the times of a scan, which are sorted from the newest. */
export function countSince(times: readonly number[], from: number, limit: number): MeasureFact | undefined {
  let [count, end] = [0, Math.min(limit, times.length)];
  while (count < end) {
    const middle = (count + end) >> 1;
    if ((times[middle] as number) >= from) count = middle + 1;
    else end = middle;
  }
  if (count === 0) return undefined;
  return { count, oldest: times[count - 1] as number, newest: times[0] as number, next: null };
}
