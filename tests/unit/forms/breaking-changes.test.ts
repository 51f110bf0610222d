import { expect, test } from "vitest";
import { listBreakingChanges } from "@/components/applications/impact/breaking-changes";
import type { ApplicationForm } from "@/lib/applications/schema";
import type { Permission } from "@/lib/auth/permissions";
import { day } from "@/lib/time";

const now = new Date("2026-05-03T09:00:00Z");
const policy = { timeZone: "UTC", maxKeyDays: null };
const both: Permission[] = ["ReadEvents", "ReadSegments"];
const key = (expiresAt: Date | null) => ({
  id: "",
  hint: "9xQz",
  createdAt: now,
  expiresAt,
  lastUsedAt: null,
  lastCall: null,
  leakedAt: null,
});
const inDays = (days: number) => new Date(now.getTime() + days * day);
const before = { enabled: true, permissions: both, key: key(inDays(60)) };
const same: ApplicationForm = { name: "Export", enabled: true, permissions: both };
const list = (change: Partial<ApplicationForm>, changed = {}) =>
  listBreakingChanges({ ...before, ...changed }, { ...same, ...change }, policy, now);

test("asks about all calls first, then about those of removed permissions, then about the expiry", () => {
  const changes = list({ enabled: false, permissions: ["ReadSegments"], expiry: "7" });
  expect(changes.map(({ confirmLabel, permissions }) => [confirmLabel, permissions])).toEqual([
    ["Disable and save", undefined],
    ["Remove and save", ["ReadEvents"]],
    ["Shorten and save", undefined],
  ]);
});

test.each([
  ["nothing changes", {}, {}],
  ["a permission is added", { permissions: [...both, "ReadCampaigns" as Permission] }, {}],
  ["the key expires later", { expiry: "90" }, {}],
  ["the key no longer expires", { expiry: "never" }, {}],
  ["the application is disabled already", { permissions: [] }, { enabled: false }],
  ["the key has expired", { enabled: false }, { key: key(now) }],
])("asks nothing when %s", (_, change, changed) => {
  expect(list(change as Partial<ApplicationForm>, changed)).toEqual([]);
});

test("asks for the name only if the key expires within 7 days", () => {
  const changed = { key: key(null) };
  expect(list({ expiry: "7" }, changed)).toMatchObject([{ asksName: true }]);
  expect(list({ expiry: "30" }, changed)).toMatchObject([
    { asksName: false, description: expect.stringContaining("Jun 2, 2026") },
  ]);
});
