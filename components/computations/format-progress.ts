/** "43%", and never "100%" before the end. */
export function formatProgress({ done, total }: { done: number; total: number }): string {
  return `${Math.min(99, Math.floor((100 * done) / Math.max(1, total)))}%`;
}
