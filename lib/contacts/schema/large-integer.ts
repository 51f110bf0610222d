/**
 * Whole numbers beyond 2^53 arrive as bigints (lib/json/parse.ts). Most of them are 64-bit ids, whose last digits a double
 * loses; a quantity of that size, such as 10^20, comes from a double in the first place.
 */

const maxId = 2n ** 64n - 1n;

/** The double that reads back as the same digits. */
export function toDouble(integer: bigint): number | undefined {
  const double = Number(integer);
  return BigInt(double) === integer || String(double) === String(integer) ? double : undefined;
}

/** The value where no property's type decides: the digits of anything that may be a 64-bit id, as text. */
export function fromLargeInteger(integer: bigint): number | string {
  const isId = integer <= maxId && integer >= -maxId;
  return (isId ? undefined : toDouble(integer)) ?? String(integer);
}
