/** In the place of lib/logs/write/buffer.ts: takes every call, and forgets it. */
export function logCall(): void {}

export async function logWrite(): Promise<void> {}

export async function flushLogs(): Promise<number> {
  return 0;
}
