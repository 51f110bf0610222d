import { expect, test } from "vitest";
import { findStoppedCalls } from "@/components/applications/form/stop-warning";
import type { Permission } from "@/lib/auth/permissions";

const earlier = new Date("2026-05-03T09:00:00Z");
const later = new Date("2026-05-03T10:00:00Z");
const use = [
  { permission: "ReadEvents", calls: 7, lastAt: earlier },
  { permission: "ReadSegments", calls: 2, lastAt: later },
  { permission: null, calls: 1, lastAt: earlier },
];
const both: Permission[] = ["ReadEvents", "ReadSegments"];

test("counts every call when an application is disabled", () => {
  const stopped = findStoppedCalls(
    { enabled: true, permissions: both },
    { enabled: false, permissions: both },
    use,
  );
  expect(stopped).toMatchObject({ disables: true, calls: 10, lastAt: later });
});

test("counts only the calls of removed permissions", () => {
  const stopped = findStoppedCalls(
    { enabled: true, permissions: both },
    { enabled: true, permissions: ["ReadSegments"] },
    use,
  );
  expect(stopped).toMatchObject({ disables: false, calls: 7, lastAt: earlier });
  expect(stopped?.removed).toEqual([{ permission: "ReadEvents", calls: 7, lastAt: earlier }]);
});

test.each([
  ["no permission is removed", true, { enabled: true, permissions: both }],
  ["the application is disabled already", false, { enabled: false, permissions: [] }],
  ["the application is enabled", false, { enabled: true, permissions: [] }],
])("returns null when %s", (_, enabled, after) => {
  expect(findStoppedCalls({ enabled, permissions: both }, after, use)).toBeNull();
});

test("returns null when an unused permission is removed", () => {
  const permissions: Permission[] = [...both, "ReadCampaigns"];
  const after = { enabled: true, permissions: both };
  expect(findStoppedCalls({ enabled: true, permissions }, after, use)).toBeNull();
});
