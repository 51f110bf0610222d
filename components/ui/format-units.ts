import { second } from "@/lib/time";

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** "512 bytes", "1.2 kB", "16 kB", "1.2 MB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // From 999.5 the rounded number would have four digits.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat("en", {
    style: "unit",
    unit: byteUnits[unit],
    // The short form of one byte is "1 byte", of two "2 byte".
    unitDisplay: unit === 0 ? "long" : "short",
    ...(unit > 0 && toDigits(value)),
  }).format(value);
}

/** "0.4 ms", "12 ms", "1.2 s", "61 s". Intl abbreviates a second as "sec" or without a space, so it formats the number. */
export function formatDuration(milliseconds: number): string {
  const [value, unit] = milliseconds < 999.5 ? [milliseconds, "ms"] : [milliseconds / second, "s"];
  return `${new Intl.NumberFormat("en", toDigits(value)).format(value)} ${unit}`;
}

/** Two significant digits of a small number, all digits before the point of a larger one. */
function toDigits(value: number): Intl.NumberFormatOptions {
  const digits = value < 9.95 ? 1 : 0;
  return { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
}
