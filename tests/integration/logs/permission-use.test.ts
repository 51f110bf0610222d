import fc from "fast-check";
import { expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { rejectedCodes } from "@/lib/logs/rejected-codes";
import { readPermissionUse } from "@/lib/logs/rollup/permission-use";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, hour, minute } from "@/lib/time";
import { createLogWorld } from "@/tests/support/factories/log-world";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

const call = fc.record({
  // Around the limits of the windows, and anywhere else.
  age: fc.oneof(
    fc.integer({ min: 0, max: 26 * hour }),
    fc.integer({ min: 29 * day, max: 31 * day }),
    fc.integer({ min: 0, max: 32 * day }),
  ),
  permission: fc.constantFrom("ReadContacts", "ReadSegments", "TrackData", ""),
  errorCode: fc.constantFrom("", "not_found", "missing_permission", "key_disabled"),
  ipAddress: fc.constantFrom("203.0.113.4", "2001:db8::1"),
  duration: fc.constantFrom(1, 80),
  isOther: fc.boolean(),
});

test("used and missing permissions equal a recount of the raw log", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 40 }), async (calls) => {
      const { workspaceId, applicationId } = await createLogWorld();
      await prisma.workspace.update({ where: { id: workspaceId }, data: { logDays: 60 } });
      const now = Date.now();
      const stored = calls.map(({ age, isOther, ...fields }) =>
        storedCall(
          { workspaceId, applicationId: isOther ? createId() : applicationId },
          { ...fields, id: idAt(new Date(now - age)) },
        ),
      );
      await storeCalls(stored);
      const own = stored.filter((row) => row.applicationId === applicationId && row.permission !== "");
      const since = new Date(Math.floor((now - 30 * day) / hour) * hour);
      const used = own.filter((row) => getIdTime(row.id) >= since && !rejectedCodes.includes(row.errorCode));
      const missing = own.filter(
        (row) => getIdTime(row.id).getTime() >= now - day && row.errorCode === "missing_permission",
      );
      const use = await readPermissionUse(workspaceId, applicationId, now);
      expect(use.since).toEqual(since);
      expect(use.used.toSorted()).toEqual(Object.keys(countByPermission(used)).toSorted());
      expect(toRecord(use.missing)).toEqual(countByPermission(missing));
      for (const { permission, since: first } of use.missing) {
        const times = missing.filter((row) => row.permission === permission).map(({ id }) => getIdTime(id));
        expect(first.getTime()).toBe(Math.min(...times.map((time) => time.getTime())));
      }
      const elsewhere = await readPermissionUse(createId() as WorkspaceId, applicationId, now);
      expect([elsewhere.used, elsewhere.missing]).toEqual([[], []]);
    }),
    { numRuns: 15 },
  );
});

test("calls that the log no longer keeps are not counted", async () => {
  const { workspaceId, applicationId } = await createLogWorld();
  await prisma.workspace.update({ where: { id: workspaceId }, data: { logDays: 7 } });
  const add = (permission: string, age: number) =>
    storedCall({ workspaceId, applicationId }, { permission, id: idAt(new Date(Date.now() - age)) });
  await storeCalls([add("ReadContacts", minute), add("ReadEvents", 8 * day)]);
  const { since, used } = await readPermissionUse(workspaceId, applicationId);
  expect(used).toEqual(["ReadContacts"]);
  const kept = Date.now() - since.getTime();
  expect([kept >= 7 * day, kept < 7 * day + 2 * hour]).toEqual([true, true]);
});

function countByPermission(calls: readonly StoredCall[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { permission } of calls) counts[permission] = (counts[permission] ?? 0) + 1;
  return counts;
}

function toRecord(counts: readonly { permission: string; calls: number }[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ permission, calls }) => [permission, calls]));
}
