import { second } from "@/lib/time";

const units = ["kB", "MB", "GB"];

/** "512 bytes", "1.2 kB", "16 kB", "1.2 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}

/** Milliseconds as they are read at a glance: "0.4 ms", "12 ms", "1.2 s", "61 s". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${toTwoFigures(milliseconds)} ms`;
  return `${toTwoFigures(milliseconds / second)} s`;
}

function toTwoFigures(value: number): string {
  return value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}
