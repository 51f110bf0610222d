import { expect, test } from "vitest";
import { groupStatuses, isStatusSelected, toggleStatus } from "@/components/logs/filters/facets";

function option(value: string, calls: number) {
  return { value, label: value, calls, selected: false };
}

const options = [option("404", 5), option("200", 90), option("401", 2), option("500", 1)];

test("groups status codes under their class and sums the calls", () => {
  const groups = groupStatuses(options);
  expect(groups.map(({ whole }) => [whole.value, whole.calls])).toEqual([
    ["2xx", 90],
    ["4xx", 7],
    ["5xx", 1],
  ]);
  expect(groups[1]?.codes.map(({ value }) => value)).toEqual(["401", "404"]);
});

test("keeps the count of a class that the server counted", () => {
  const [group] = groupStatuses([option("4xx", 9), option("404", 5)]);
  expect(group?.whole.calls).toBe(9);
  expect(group?.codes).toHaveLength(1);
});

test("selecting a class replaces its codes only", () => {
  const [, group] = groupStatuses(options);
  if (!group) throw new Error("There is no group of 4xx.");
  expect(toggleStatus(["404", "500"], "4xx", group)).toEqual(["500", "4xx"]);
  expect(toggleStatus(["500", "4xx"], "4xx", group)).toEqual(["500"]);
  expect(toggleStatus([], "401", group)).toEqual(["401"]);
  expect(toggleStatus(["401"], "401", group)).toEqual([]);
});

test("unchecking a code of a selected class selects its other codes", () => {
  const [, group] = groupStatuses(options);
  if (!group) throw new Error("There is no group of 4xx.");
  expect(isStatusSelected(["4xx"], "404")).toBe(true);
  expect(isStatusSelected(["4xx"], "500")).toBe(false);
  expect(toggleStatus(["4xx", "2xx"], "404", group)).toEqual(["2xx", "401"]);
});
