import { expect, test } from "vitest";
import { createRecordCounter } from "@/components/logs/export/save-export";
import { toCsvLine } from "@/lib/csv";
import { fc } from "@/tests/support/models/properties";

/** In pieces as a network may bring them, which end anywhere. */
function countInPieces(format: "csv" | "ndjson", text: string, size: number): number {
  const count = createRecordCounter(format);
  const bytes = new TextEncoder().encode(text);
  let records = 0;
  for (let at = 0; at < bytes.length; at += size) records = count(bytes.subarray(at, at + size));
  return records;
}

test("calls are counted in whatever pieces a file comes, and whatever is in its cells", () => {
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
