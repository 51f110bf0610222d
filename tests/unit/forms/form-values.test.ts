import { expect, test } from "vitest";
import { toCopyValues } from "@/components/applications/form/form-values";
import type { ApplicationRow } from "@/lib/applications/rows";
import { ApplicationForm } from "@/lib/applications/schema";

const application: ApplicationRow = {
  id: "01KB00000000000000000000AA",
  name: "Export",
  permissions: ["ReadEvents"],
  observed: [],
  allowedIps: ["203.0.113.4"],
  callsPerMinute: 60,
  enabled: false,
  description: "Nightly export",
  owner: { id: "01KB00000000000000000000BB", name: "Ada" },
  version: 7,
  key: {
    id: "",
    hint: "9xQz",
    createdAt: new Date(),
    expiresAt: null,
    lastUsedAt: null,
    lastCall: null,
    leakedAt: null,
  },
  oldKey: null,
  createdBy: null,
  createdAt: new Date(),
  lastUsedAt: null,
  lastCall: null,
  lastRejectedAt: null,
};

test("copies everything but the key, and enables the copy", () => {
  expect(toCopyValues(application)).toEqual({
    name: "Export copy",
    permissions: ["ReadEvents"],
    allowedIps: ["203.0.113.4"],
    callsPerMinute: 60,
    enabled: true,
    description: "Nightly export",
    ownerId: "01KB00000000000000000000BB",
    observe: false,
  });
});

test("shortens a name that would be too long as a copy", () => {
  const copy = toCopyValues({ ...application, name: `${"a".repeat(70)} export it` });
  expect(copy.name).toBe(`${"a".repeat(70)} expo copy`);
  expect(ApplicationForm.safeParse(copy).success).toBe(true);
});
