import { getIdTime } from "@/lib/ids";
import { findPercentile, toDurationBucket } from "@/lib/logs/rollup/duration-buckets";
import type { Bar, FacetName, LogFilter, LogSummary } from "@/lib/logs/schema";
import type { StoredCall } from "@/lib/logs/write/store";

/** The log's results, computed from every call. */
const facetValues: Record<FacetName, (call: StoredCall) => string[]> = {
  application: (call) => [call.applicationId],
  key: (call) => [call.apiKeyId],
  method: (call) => [call.method],
  route: (call) => [call.route === "" ? "none" : call.route],
  status: (call) => [String(call.status), `${String(call.status).charAt(0)}xx`],
  error: (call) => [call.errorCode],
  client: (call) => [call.client],
  ip: (call) => [call.ipAddress],
  observed: (call) => [call.observed ? call.permission : ""],
};
const names = Object.keys(facetValues) as FacetName[];

type Filter = Pick<LogFilter, FacetName> & { from: Date; to?: Date | undefined };

/** The calls that match a filter, newest first. */
export function filterCalls(calls: readonly StoredCall[], filter: Filter, except?: FacetName): StoredCall[] {
  return calls
    .filter((call) => getIdTime(call.id) >= filter.from && (!filter.to || getIdTime(call.id) < filter.to))
    .filter((call) =>
      names.every(
        (name) =>
          name === except ||
          filter[name].length === 0 ||
          facetValues[name](call).some((value) => filter[name].includes(value)),
      ),
    )
    .sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** The calls of each option of a facet. Options without calls are left out. */
export function countOptions(
  calls: readonly StoredCall[],
  filter: Filter,
  name: FacetName,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of filterCalls(calls, filter, name)) {
    for (const value of facetValues[name](call)) if (value !== "") counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

export function getPercentile(calls: readonly StoredCall[], share: number): number | null {
  const callsByBucket = new Map<number, number>();
  for (const { duration } of calls)
    callsByBucket.set(toDurationBucket(duration), (callsByBucket.get(toDurationBucket(duration)) ?? 0) + 1);
  return findPercentile(callsByBucket, share);
}

/** The summary's bars with these calls. */
export function countIntoBars(calls: readonly StoredCall[], { bars, barWidth }: LogSummary): Bar[] {
  return bars.map(({ start }) => {
    const within = calls.filter((call) => {
      const age = getIdTime(call.id).getTime() - start.getTime();
      return age >= 0 && age < barWidth;
    });
    const count = (from: number, below: number) =>
      within.filter(({ status }) => status >= from && status < below).length;
    return { start, ok: count(100, 400), clientError: count(400, 500), serverError: count(500, 600) };
  });
}
