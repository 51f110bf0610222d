import { expect, it } from "vitest";
import { describeCondition, summarizeCondition } from "@/lib/computations/explain/describe";
import type { ConditionGroup } from "@/lib/computations/schema/condition";
import { isTooLongForUrl, maxConditionUrlLength } from "@/lib/computations/schema/condition-url";
import { findStoredTest } from "@/lib/computations/schema/stored-test";
import { formatContactListUrl, loadContactListQuery } from "@/lib/contacts/schema/contact-list";
import { all, any, eventAtLeast, propertyIs } from "@/tests/support/factories/computations";

const names = {
  kind: "user" as const,
  property: (name: string) => name,
  computation: (id: string) => `#${id}`,
};
const inSegment = { type: "segment" as const, segmentId: "1", not: false };

function readBack(condition: ConditionGroup) {
  const url = formatContactListUrl("/acme/contacts", { condition, search: "kim" });
  return loadContactListQuery(new URL(url, "http://localhost").searchParams);
}

it("keeps conditions in the URL of the list, whatever their texts contain", () => {
  const condition = all(
    propertyIs("plan", `a&b=c#d%20+"'\\ ü 漢 {}`),
    any(eventAtLeast("exported", 2), inSegment),
  );
  expect(readBack(condition)).toMatchObject({ condition, search: "kim" });
});

it("ignores conditions of a URL that are invalid", () => {
  for (const condition of ["{", "{}", '{"type":"group","match":"all","conditions":[]}'])
    expect(loadContactListQuery({ condition }).condition).toBeNull();
});

it("limits conditions by their length in the URL", () => {
  const twenty = Array.from({ length: 20 }, () => propertyIs("subscription_plan", "Business"));
  expect(isTooLongForUrl(all(...twenty))).toBe(false);
  const wide = propertyIs("plan", "漢".repeat(700));
  expect(JSON.stringify(wide).length).toBeLessThan(1_000);
  expect(isTooLongForUrl(all(wide))).toBe(true);
  const url = formatContactListUrl("/", { condition: all(...twenty) });
  expect(new URL(url, "http://localhost").search.length).toBeLessThan(maxConditionUrlLength);
});

it("answers from stored results only if the conditions are one test that is not negated", () => {
  expect(findStoredTest(all(inSegment))).toEqual(inSegment);
  expect(findStoredTest(all(any(inSegment)))).toEqual(inSegment);
  expect(findStoredTest({ ...all(inSegment), match: "none" })).toBeNull();
  expect(findStoredTest(all({ ...inSegment, not: true }))).toBeNull();
  expect(findStoredTest(all(inSegment, inSegment))).toBeNull();
  expect(findStoredTest(all(propertyIs("plan", "pro")))).toBeNull();
});

it("summarizes conditions in one sentence, with parentheses around groups of several", () => {
  const condition = all(
    propertyIs("plan", "pro"),
    any(inSegment, eventAtLeast("exported", 1)),
    any(inSegment),
  );
  const [plan = "", segment = "", event = ""] = [
    propertyIs("plan", "pro"),
    inSegment,
    eventAtLeast("exported", 1),
  ].map((part) => describeCondition(part, names));
  expect(summarizeCondition(condition, names)).toBe(`${plan} and (${segment} or ${event}) and ${segment}`);
  expect(summarizeCondition({ ...condition, match: "none", conditions: [inSegment, inSegment] }, names)).toBe(
    `None of: ${segment}; ${segment}`,
  );
});
