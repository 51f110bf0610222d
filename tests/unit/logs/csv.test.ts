import { expect, test } from "vitest";
import { toCsvLine } from "@/lib/logs/export/csv";
import { parseCsv } from "@/tests/support/matchers/csv";
import { fc } from "@/tests/support/models/properties";

test.each([
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\tx", "'\tx"],
  ["\rx", "'\rx"],
  ["  =1", "'  =1"],
  ["\u00A0\uFEFF=1", "'\u00A0\uFEFF=1"],
  ["\u200B=1", "'\u200B=1"],
  ['"=1', `'"=1`],
  ["'=1", "''=1"],
  ["＝1", "'＝1"],
  ["＋1", "'＋1"],
  ["－1", "'－1"],
  ["＠A1", "'＠A1"],
  ["\u22121", "'\u22121"],
  ["\u0085=1", "'\u0085=1"],
  ["\u001b\u0000=1", "'\u001b\u0000=1"],
  ["\u3164=1", "'\u3164=1"],
  ["\u2028@A1", "'\u2028@A1"],
])("a cell that begins like the formula %j is a text", (cell, safe) => {
  expect(parseCsv(toCsvLine([cell]))).toEqual([[safe]]);
});

test("nor does a formula begin within a cell, where a spreadsheet separates cells by something else", () => {
  const cell = 'a;=cmd|" /C calc"!A1\n-2\t@x\r\n+3';
  expect(parseCsv(toCsvLine([cell]))).toEqual([[`a;'=cmd|" /C calc"!A1\n'-2\t'@x\r\n'+3`]]);
});

test("what only looks a little like a formula stays as it is", () => {
  const cells = [
    "",
    "a=1",
    "a-b",
    "1-2",
    '{"a":-1,"b":[1,-2]}',
    "?a=1&b=-1",
    "12:00-14:00",
    "a; b",
    "👩‍🚀",
    "<b>",
  ];
  expect(parseCsv(toCsvLine(cells))).toEqual([cells]);
  expect(toCsvLine(["a=1", 1.5, null, -2])).toBe("a=1,1.5,,-2\r\n");
});

test("quotes, commas and lines of any text come back, and no cell ever begins like a formula", () => {
  const text = fc.string({ unit: fc.constantFrom(..."=+-@;,\"' \t\r\n＝x", "👩‍🚀") });
  fc.assert(
    fc.property(fc.array(text, { minLength: 2 }), (cells) => {
      const [line = [], ...more] = parseCsv(toCsvLine(cells));
      expect(more).toEqual([]);
      const bare = (cell: string) => cell.replaceAll("'", "");
      expect(line.map(bare)).toEqual(cells.map(bare));
      for (const cell of line) expect(cell).not.toMatch(/(^|[;\t\r\n])["\s]*[=+\-@＝]/);
    }),
  );
});
