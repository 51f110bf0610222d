import fc from "fast-check";
import { expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { compileIpRanges } from "@/lib/http/ip-ranges";
import { createId } from "@/lib/ids";
import { checkAllowlist } from "@/lib/logs/rollup/callers";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, hour, minute } from "@/lib/time";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

test("counts the calls of 7 days that a list would reject, the most frequent address first", async () => {
  const { workspaceId, applicationId, add } = await createWorkspace();
  await add(minute, { ipAddress: "203.0.113.4" });
  for (const age of [minute, day, 6 * day]) await add(age, { ipAddress: "192.0.2.1" });
  await add(hour, { ipAddress: "2001:db8::1" });
  await add(hour, { ipAddress: "192.0.2.2", errorCode: "ip_not_allowed", status: 403, accepted: false });
  // None of these: too old, with an invalid key, another application's.
  await add(8 * day, { ipAddress: "192.0.2.3" });
  await add(minute, { ipAddress: "192.0.2.3", errorCode: "unauthorized", status: 401, accepted: false });
  await add(minute, { ipAddress: "192.0.2.3", errorCode: "key_disabled", status: 403, accepted: false });
  await add(minute, { ipAddress: "192.0.2.3", applicationId: createId() });
  expect(await checkAllowlist(workspaceId, applicationId, ["203.0.113.0/24"])).toEqual({
    callers: 4,
    calls: 6,
    rejectedCallers: 3,
    rejectedCalls: 5,
    newlyRejectedCalls: 4,
    rejected: [
      { ipAddress: "192.0.2.1", calls: 3, rejectedCalls: 0 },
      { ipAddress: "192.0.2.2", calls: 1, rejectedCalls: 1 },
      { ipAddress: "2001:db8::1", calls: 1, rejectedCalls: 0 },
    ],
  });
  expect(await checkAllowlist(workspaceId, applicationId, [])).toMatchObject({ calls: 6, rejectedCalls: 0 });
});

test("agrees with a recount of the raw log", async () => {
  const ipAddress = fc.constantFrom("203.0.113.4", "203.0.113.9", "10.0.0.1", "2001:db8::1", "unknown");
  const call = fc.record({
    ipAddress,
    age: fc.integer({ min: 0, max: 9 * day }),
    errorCode: fc.constantFrom("", "", "not_found", "ip_not_allowed", "unauthorized"),
  });
  const ranges = fc.subarray(["203.0.113.4", "203.0.113.0/24", "10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0"]);
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 40 }), ranges, async (calls, list) => {
      const { workspaceId, applicationId, add } = await createWorkspace();
      const now = Date.now();
      const times = await Promise.all(
        calls.map(({ age, ...change }) => add(age, change).then((time) => ({ ...change, time }))),
      );
      const first = Math.floor((now - 7 * day) / hour) * hour;
      const counted = times.filter(({ time, errorCode }) => time >= first && errorCode !== "unauthorized");
      const allows = compileIpRanges(list);
      const rejected = counted.filter((found) => !allows(found.ipAddress));
      expect(await checkAllowlist(workspaceId, applicationId, list, now)).toMatchObject({
        calls: counted.length,
        callers: new Set(counted.map((found) => found.ipAddress)).size,
        rejectedCalls: rejected.length,
        rejectedCallers: new Set(rejected.map((found) => found.ipAddress)).size,
        newlyRejectedCalls: rejected.filter(({ errorCode }) => errorCode !== "ip_not_allowed").length,
      });
    }),
    { numRuns: 20 },
  );
});

async function createWorkspace() {
  const workspaceId = createId() as WorkspaceId;
  const applicationId = createId();
  await prisma.workspace.create({ data: { id: workspaceId, name: "Here", slug: workspaceId.toLowerCase() } });
  const add = async (age: number, change: Partial<StoredCall>): Promise<number> => {
    const time = Date.now() - age;
    await storeCalls([storedCall({ workspaceId, applicationId }, { id: idAt(new Date(time)), ...change })]);
    return time;
  };
  return { workspaceId, applicationId, add };
}
