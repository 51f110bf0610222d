import { second } from "@/lib/time";

/** Milliseconds as they are read at a glance: "0.4 ms", "12 ms", "1.2 s", "61 s". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${toTwoFigures(milliseconds)} ms`;
  return `${toTwoFigures(milliseconds / second)} s`;
}

function toTwoFigures(value: number): string {
  return value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}
