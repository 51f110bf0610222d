/** Shows what is being done, then that it is done and how long it took. Lines go to stderr: stdout is for results. */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const live = process.stderr.isTTY;
  const started = performance.now();
  if (live) process.stderr.write(`  ${label} …`);
  try {
    const result = await work();
    process.stderr.write(`${live ? "\r\x1b[K" : ""}✓ ${label} (${secondsSince(started)})\n`);
    return result;
  } catch (error) {
    if (live) process.stderr.write("\r\x1b[K");
    throw error;
  }
}

export function secondsSince(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
