import { expect, test } from "vitest";
import { addKeptRows, positionRows } from "@/components/logs/list/use-visible-rows";

function item(index: number) {
  return { key: index, index, start: 100 + index * 44, end: 100 + (index + 1) * 44, size: 44, lane: 0 };
}

test("computes the gaps of omitted rows above, between and below", () => {
  const { visibleRows, gapAfter } = positionRows([item(2), item(3), item(10)], 100, 20 * 44);
  expect(visibleRows.map(({ gap }) => gap)).toEqual([88, 0, 6 * 44]);
  expect(gapAfter).toBe(9 * 44);
});

test("computes no gap without rows", () => {
  expect(positionRows([], 100, 0)).toEqual({ visibleRows: [], gapAfter: 0 });
});

test("keeps a row with its neighbours, in order and once", () => {
  expect(addKeptRows([5, 6, 7], 20, 21)).toEqual([5, 6, 7, 19, 20]);
  expect(addKeptRows([0, 1], 0, 2)).toEqual([0, 1]);
  expect(addKeptRows([3], -1, 9)).toEqual([3]);
});
