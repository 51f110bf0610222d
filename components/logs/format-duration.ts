import { minute, second } from "@/lib/time";

/** Milliseconds as somebody would say them: "0.4 ms", "12 ms", "1.2 s", "2 min 5 s". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 9.95) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < minute - 50) return `${(milliseconds / second).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / second);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
