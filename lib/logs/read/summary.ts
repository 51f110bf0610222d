import "server-only";
import type { z } from "zod";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getIdTime } from "@/lib/ids";
import { listFacetOptions } from "@/lib/logs/read/facets";
import { countCallsIntoBars, createBars, toBarWidth } from "@/lib/logs/read/histogram";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { resolveTimeRange } from "@/lib/logs/read/time-range";
import { findPercentile } from "@/lib/logs/rollup/duration-buckets";
import { LogFilter, type LogSummary } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";

/** The calls of a filter in numbers: how many, how long they took, when they came, and the options of every facet. */
export async function summarizeLogs(
  workspaceId: WorkspaceId,
  input: z.input<typeof LogFilter>,
): Promise<LogSummary> {
  const filter = LogFilter.parse(input);
  const now = new Date();
  const retentionStart = await getRetentionStart(workspaceId);
  const keptRange = resolveTimeRange(filter, retentionStart, now);
  const hasStart = filter.range !== undefined || filter.from !== undefined;
  // Without a start, the histogram begins at the first call: days before it would show no traffic.
  const firstCallAt = hasStart ? null : await findFirstCallTime(workspaceId, retentionStart);
  const isInRange = firstCallAt && firstCallAt > keptRange.from && firstCallAt < keptRange.until;
  const from = isInRange ? firstCallAt : keptRange.from;
  const timeRange = { from, until: keptRange.until };
  const to = timeRange.until < now ? timeRange.until : now;
  const barWidth = toBarWidth(to.getTime() - from.getTime());
  const bars = createBars(from, to === now ? now : new Date(to.getTime() - 1), barWidth);
  const [facets, callsByBucket] = await Promise.all([
    listFacetOptions(workspaceId, filter, timeRange),
    countCallsIntoBars(workspaceId, filter, timeRange, barWidth, bars),
  ]);
  return {
    calls: [...callsByBucket.values()].reduce((sum, calls) => sum + calls, 0),
    from,
    to,
    p50: findPercentile(callsByBucket, 0.5),
    p95: findPercentile(callsByBucket, 0.95),
    durations: [...callsByBucket],
    facets,
    barWidth,
    bars,
  };
}

async function findFirstCallTime(workspaceId: WorkspaceId, retentionStart: Date): Promise<Date | null> {
  const firstId = await logStore.findFirstCallId(workspaceId, retentionStart);
  return firstId === null ? null : getIdTime(firstId);
}
