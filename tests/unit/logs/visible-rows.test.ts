import { expect, test } from "vitest";
import { addKeptRows, positionRows } from "@/components/logs/list/use-visible-rows";

function item(index: number) {
  return { key: index, index, start: 100 + index * 44, end: 100 + (index + 1) * 44, size: 44, lane: 0 };
}

test("rows that are not drawn leave their room, above, between and below", () => {
  const { placed, after } = positionRows([item(2), item(3), item(10)], 100, 20 * 44);
  expect(placed.map(({ gap }) => gap)).toEqual([88, 0, 6 * 44]);
  expect(after).toBe(9 * 44);
});

test("without rows there is no room to leave", () => {
  expect(positionRows([], 100, 0)).toEqual({ placed: [], after: 0 });
});

test("a row that is kept stays with its neighbours, in order and once", () => {
  expect(addKeptRows([5, 6, 7], 20, 21)).toEqual([5, 6, 7, 19, 20]);
  expect(addKeptRows([0, 1], 0, 2)).toEqual([0, 1]);
  expect(addKeptRows([3], -1, 9)).toEqual([3]);
});
