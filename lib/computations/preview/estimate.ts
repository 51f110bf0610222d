import type { Estimate } from "@/lib/computations/schema/explanation";

/** The quantile of the normal distribution for 95 %. */
const z = 1.96;

/** Estimates how many of `total` have a property that `count` of `evaluated` random ones have: Wilson's interval. */
export function estimate(count: number, evaluated: number, total: number): Estimate {
  if (evaluated >= total) return { count, low: count, high: count };
  if (evaluated === 0) return { count: 0, low: 0, high: total };
  const share = count / evaluated;
  const spread = z * Math.sqrt((share * (1 - share)) / evaluated + (z * z) / (4 * evaluated * evaluated));
  const center = share + (z * z) / (2 * evaluated);
  const scale = 1 + (z * z) / evaluated;
  // What was counted is certain.
  const low = Math.max(count, Math.floor((total * (center - spread)) / scale));
  const high = Math.min(total - (evaluated - count), Math.ceil((total * (center + spread)) / scale));
  return { count: Math.min(high, Math.max(low, Math.round(total * share))), low, high };
}
