import { expect, it } from "vitest";
import { UnknownIds } from "@/lib/collector/unknown-ids";

it("forgets an id after its lifetime", () => {
  let now = 0;
  const ids = new UnknownIds({ lifetime: 10, now: () => now });
  ids.add("a");
  now = 9;
  expect(ids.has("a")).toBe(true);
  now = 10;
  expect(ids.has("a")).toBe(false);
});

it("forgets the oldest id when it is full", () => {
  const ids = new UnknownIds({ maxIds: 2 });
  for (const id of ["a", "b", "a", "c"]) ids.add(id);
  expect(["a", "b", "c"].map((id) => ids.has(id))).toEqual([true, false, true]);
});
