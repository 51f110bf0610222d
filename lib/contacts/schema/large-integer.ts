/**
 * Whole numbers beyond 2^53 arrive as bigints (lib/json/parse.ts). Most are 64-bit ids, whose last digits a double would
 * lose. Larger ones, such as 10^20, come from doubles in the first place.
 */

const maxId = 2n ** 64n - 1n;

/** The double with the same digits, if there is one. */
export function toDouble(integer: bigint): number | undefined {
  const double = Number(integer);
  return BigInt(double) === integer || String(double) === String(integer) ? double : undefined;
}

/** For values without a property type: a possible 64-bit id becomes a string of its digits. */
export function fromLargeInteger(integer: bigint): number | string {
  const isId = integer <= maxId && integer >= -maxId;
  return (isId ? undefined : toDouble(integer)) ?? String(integer);
}
