/**
 * Logarithmic buckets, each 1.25 times as long as the one before: bucket 0 ends at 0.1 ms, bucket 60 holds everything over
 * a minute. A percentile of any number of calls is computed from at most 61 counts, to within an eighth.
 */
const first = 0.1;
const growth = 1.25;
const last = 60;

/** The bucket of a duration in milliseconds. */
export function toDurationBucket(duration: number): number {
  if (!(duration > first)) return 0;
  return Math.min(last, Math.ceil(Math.log(duration / first) / Math.log(growth)));
}

/** The duration in milliseconds that this share (0 to 1) of the calls did not exceed. Null without calls. */
export function findPercentile(callsByBucket: ReadonlyMap<number, number>, share: number): number | null {
  const total = [...callsByBucket.values()].reduce((sum, calls) => sum + calls, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const [bucket, calls] of [...callsByBucket].sort(([a], [b]) => a - b)) {
    seen += calls;
    if (seen >= total * share) return first * growth ** (bucket - 0.5);
  }
  return null;
}
