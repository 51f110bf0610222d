import { describe, expect, it } from "vitest";
import { advisePermissions } from "@/lib/applications/permission-advice";
import type { Permission } from "@/lib/auth/permissions";
import type { PermissionUse } from "@/lib/logs/schema";
import { day } from "@/lib/time";

const now = Date.UTC(2026, 10, 30, 12);
const ago = (age: number) => new Date(now - age);
const permissions: Permission[] = ["ReadContacts", "ReadEvents", "TrackData"];

type Ages = { key?: number; created?: number; log?: number };

function advise(
  { key = 90 * day, created = 90 * day, log = 30 * day }: Ages,
  use: Partial<PermissionUse> = {},
) {
  const keyOf = { id: "k", hint: "9xQz", expiresAt: null, lastUsedAt: null, lastCall: null, leakedAt: null };
  const application = { permissions, createdAt: ago(created), key: { ...keyOf, createdAt: ago(key) } };
  const used = ["ReadEvents"];
  return advisePermissions(application, { since: ago(log), used, missing: [], ...use }, now);
}

describe("the advice to remove permissions", () => {
  it("names granted permissions that no call of 30 days needed", () => {
    expect(advise({})).toEqual({ days: 30, granted: 3, unused: ["ReadContacts", "TrackData"], missing: [] });
  });

  it("waits until the key is 7 days old", () => {
    expect(advise({ key: 7 * day }).unused).toHaveLength(2);
    expect(advise({ key: 7 * day - 1 }).unused).toBeNull();
  });

  it("waits until the log has 7 days", () => {
    expect(advise({ log: 7 * day })).toMatchObject({ days: 7, unused: ["ReadContacts", "TrackData"] });
    expect(advise({ log: 7 * day - 1 }).unused).toBeNull();
  });

  it("tells the days since the creation of a younger application", () => {
    expect(advise({ key: 10 * day, created: 10 * day }).days).toBe(10);
    expect(advise({ key: 5 * day, created: 5 * day })).toMatchObject({ days: 5, unused: null });
  });

  it("names nothing if every permission was used", () => {
    expect(advise({}, { used: permissions }).unused).toEqual([]);
  });
});

describe("the advice to grant permissions", () => {
  const missing = (permission: string) => ({ permission, calls: 12, since: ago(1) });

  it("names permissions that calls lacked, for a new key too", () => {
    expect(advise({ key: 0 }, { missing: [missing("ReadSegments")] }).missing).toEqual([
      missing("ReadSegments"),
    ]);
  });

  it("leaves out permissions that were granted since, and unknown ones", () => {
    expect(advise({}, { missing: [missing("ReadContacts"), missing("ReadEverything")] }).missing).toEqual([]);
  });
});
