import { expect, test } from "vitest";
import { createRecordCounter } from "@/components/logs/export/save-export";
import { toCsvLine } from "@/lib/logs/export/csv";
import { fc } from "@/tests/support/models/properties";

/** Splits the file at arbitrary bytes, as a network does. */
function countInPieces(format: "csv" | "ndjson", text: string, size: number): number {
  const count = createRecordCounter(format);
  const bytes = new TextEncoder().encode(text);
  let records = 0;
  for (let at = 0; at < bytes.length; at += size) records = count(bytes.subarray(at, at + size));
  return records;
}

test("counts records for any chunk size and any cell content", () => {
  const cell = fc.string({ unit: fc.constantFrom('"', "\n", "\r", ",", "=", "x", "👩‍🚀") });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2 })), fc.integer({ min: 1, max: 9 }), (lines, size) => {
      const csv = [["head", "head"], ...lines].map(toCsvLine).join("");
      expect(countInPieces("csv", csv, size)).toBe(lines.length);
      const ndjson = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
      expect(countInPieces("ndjson", ndjson, size)).toBe(lines.length);
    }),
  );
});
