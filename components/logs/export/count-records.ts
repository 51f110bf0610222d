import type { ExportFormat } from "@/lib/logs/schema";

const [newLine, quote] = [0x0a, 0x22];

/** Counts the calls in a file as its bytes come. In CSV a line that ends within quotes is none, and the first is a head. */
export function createRecordCounter(format: ExportFormat): (bytes: Uint8Array) => number {
  let records = format === "csv" ? -1 : 0;
  let quoted = false;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === quote && format === "csv") quoted = !quoted;
      else if (byte === newLine && !quoted) records += 1;
    }
    return Math.max(0, records);
  };
}
