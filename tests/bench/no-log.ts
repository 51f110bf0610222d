/** Replaces lib/logs/write/buffer.ts: discards every call. */
export function logCall(): void {}

export async function logWrite(): Promise<void> {}

export async function flushLogs(): Promise<number> {
  return 0;
}

export function getLogBufferState() {
  return { rows: 0, bytes: 0, dropped: 0, isWaiting: false, isDropping: false };
}

export async function waitForLogs(): Promise<void> {}
