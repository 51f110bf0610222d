/** Prints the label, then the elapsed time, to stderr: stdout is for results. */
export async function withProgress<T>(label: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  process.stderr.write(`  ${label} … `);
  try {
    const result = await work();
    process.stderr.write(`✓ ${formatElapsed(started)}\n`);
    return result;
  } catch (error) {
    process.stderr.write("\n");
    throw error;
  }
}

export function formatElapsed(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
