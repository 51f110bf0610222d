/** Replaces lib/logs/write/buffer.ts: discards every call. */
export function logCall(): void {}

export async function logWrite(): Promise<void> {}

export async function flushLogs(): Promise<number> {
  return 0;
}
