/** Milliseconds of processor time that the work takes. Unlike a stopwatch, they do not grow while other processes run. */
export function measureCpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
