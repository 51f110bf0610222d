import { expect, test } from "vitest";
import { toggleRange } from "@/components/applications/bulk/toggle-range";

const ids = ["a", "b", "c", "d", "e"];

test.each([
  ["selects one row", [], "b", null, ["b"]],
  ["deselects one row", ["a", "b"], "b", null, ["a"]],
  ["selects the rows between the anchor and a later row", ["b"], "d", "b", ["b", "c", "d"]],
  ["selects the rows between the anchor and an earlier row", ["d"], "b", "d", ["b", "c", "d"]],
  ["deselects the rows up to the anchor", ["a", "b", "c", "d"], "b", "d", ["a"]],
  ["ignores an anchor that is no longer in the list", ["a"], "c", "gone", ["a", "c"]],
])("%s", (_, selected, id, anchor, expected) => {
  expect([...toggleRange(ids, new Set(selected), id, anchor)].sort()).toEqual(expected);
});
