import { readFileSync, writeFileSync } from "node:fs";

/** Figures of another process, on Linux; NaN on other systems. They do not grow while other processes are busy. */

const isLinux = process.platform === "linux";

/** USER_HZ, which is 100 on every platform that Node.js runs on. */
const ticksPerSecond = 100;

/** Processor milliseconds of all threads of the process so far. */
export function readCpuTime(pid: number): number {
  if (!isLinux) return Number.NaN;
  // See proc_pid_stat(5): the program's name may contain spaces, so the fields are counted after it, from the state.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
}

/** Resident megabytes of the process: now, and at most since `resetPeakMemory`. */
export function readMemory(pid: number): { now: number; peak: number } {
  return { now: readMegabytes(pid, "VmRSS"), peak: readMegabytes(pid, "VmHWM") };
}

export function resetPeakMemory(pid: number): void {
  if (isLinux) writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

function readMegabytes(pid: number, field: string): number {
  if (!isLinux) return Number.NaN;
  const kilobytes = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}
