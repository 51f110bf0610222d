import fc from "fast-check";
import { expect, test } from "vitest";
import { findKeySafety } from "@/lib/applications/key-safety";
import { maxSafeAddresses, type SafetyKind, safetyKinds } from "@/lib/applications/rows";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { rejectedCodes } from "@/lib/logs/rejected-codes";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, hour } from "@/lib/time";
import { createLogWorld } from "@/tests/support/factories/log-world";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

const permissions = ["ReadContacts", "ReadSegments", "TrackData"] as const;

const call = fc.record({
  age: fc.constantFrom(hour, 25 * hour, 3 * day, 20 * day, 30 * day - 2 * hour, 31 * day, 95 * day),
  permission: fc.constantFrom<Permission | "">("", ...permissions),
  errorCode: fc.constantFrom("", "not_found", "missing_permission"),
  isOld: fc.boolean(),
  isInUrl: fc.boolean(),
  /** How many addresses send this call. */
  addresses: fc.constantFrom(1, maxSafeAddresses, maxSafeAddresses + 1),
});

const application = fc.record({
  enabled: fc.boolean(),
  permissions: fc.subarray([...permissions]),
  isRestricted: fc.boolean(),
  age: fc.constantFrom(day, 8 * day, 100 * day),
  keyAge: fc.constantFrom(day, 8 * day, 100 * day),
  expiresIn: fc.constantFrom(null, null, 10 * day, -day),
  hasOldKey: fc.boolean(),
  calls: fc.array(call, { maxLength: 4 }),
});
type Spec = typeof application extends fc.Arbitrary<infer Value> ? Value : never;

test("the unsafe keys of each reason equal a recount of rows and calls", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(application, { minLength: 1, maxLength: 4 }), async (specs) => {
      const workspaceId = await createEmptyWorkspace();
      const now = Date.now();
      const expected = new Map<SafetyKind, string[]>();
      for (const [index, spec] of specs.entries()) {
        const { id, kinds } = await insert(workspaceId, index, spec, now);
        for (const kind of kinds) expected.set(kind, [...(expected.get(kind) ?? []), id]);
      }
      const found = await findKeySafety(workspaceId, now);
      expect(found.map(({ kind, total, applications }) => [kind, total, idsOf(applications)])).toEqual(
        safetyKinds.flatMap((kind) => {
          const ids = expected.get(kind);
          return ids ? [[kind, ids.length, ids]] : [];
        }),
      );
    }),
    { numRuns: 12 },
  );
});

test("lists the first five by name, counts all, and nothing of another workspace or of deleted applications", async () => {
  const workspaceId = await createEmptyWorkspace();
  const spec: Spec = {
    ...{ enabled: true, permissions: [], isRestricted: false, age: day, keyAge: day, expiresIn: null },
    ...{ hasOldKey: false, calls: [] },
  };
  for (let index = 0; index < 7; index += 1) await insert(workspaceId, index, spec, Date.now());
  const { id: deleted } = await insert(workspaceId, 8, spec, Date.now());
  await prisma.application.updateMany({
    where: { workspaceId, id: deleted },
    data: { deletedAt: new Date() },
  });
  const [found, ...others] = await findKeySafety(workspaceId);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ kind: "neverExpires", total: 7 });
  expect(found?.applications.map(({ application: { name } }) => name)).toEqual([
    "App 0",
    "App 1",
    "App 2",
    "App 3",
    "App 4",
  ]);
  expect(await findKeySafety(await createEmptyWorkspace())).toEqual([]);
});

async function createEmptyWorkspace(): Promise<WorkspaceId> {
  const { workspaceId, applicationId } = await createLogWorld();
  await prisma.application.deleteMany({ where: { workspaceId, id: applicationId } });
  await prisma.workspace.update({ where: { id: workspaceId }, data: { logDays: 90 } });
  return workspaceId;
}

/** Inserts an application with its calls. Returns the reasons why its key is unsafe. */
async function insert(workspaceId: WorkspaceId, index: number, spec: Spec, now: number) {
  const [id, keyId, oldKeyId] = [createId(), createId(), createId()];
  const at = (offset: number) => new Date(now + offset);
  const { enabled, permissions: granted, isRestricted } = spec;
  const expiresAt = spec.expiresIn === null ? null : at(spec.expiresIn);
  const key = { hash: Buffer.from(keyId), hint: "9xQz", createdAt: at(-spec.keyAge), expiresAt };
  const oldKey = { hash: Buffer.from(oldKeyId), hint: "old0", revokedAt: at(day), createdAt: at(-spec.age) };
  await prisma.application.create({
    data: {
      ...{ workspaceId, id, name: `App ${index}`, foldedName: `app ${index}`, enabled },
      ...{ permissions: granted, createdAt: at(-spec.age), allowedIps: isRestricted ? ["10.0.0.0/8"] : [] },
      keys: { create: [{ id: keyId, ...key }, ...(spec.hasOldKey ? [{ id: oldKeyId, ...oldKey }] : [])] },
    },
  });
  const calls = spec.calls.flatMap(({ age, isOld, isInUrl, addresses, ...fields }) =>
    Array.from({ length: addresses }, (_, number) =>
      storedCall(
        { workspaceId, applicationId: id },
        {
          ...fields,
          id: idAt(at(-age)),
          apiKeyId: isOld && spec.hasOldKey ? oldKeyId : keyId,
          path: isInUrl ? "/api/[removed]" : "/api/users",
          ipAddress: `203.0.113.${number}`,
        },
      ),
    ),
  );
  await storeCalls(calls);
  return { id, kinds: findReasons(spec, { calls, keyId, now }) };
}

function findReasons(
  spec: Spec,
  { calls, keyId, now }: { calls: StoredCall[]; keyId: string; now: number },
): SafetyKind[] {
  const isCurrent = spec.expiresIn === null || spec.expiresIn > 0;
  const timeOf = ({ id }: StoredCall) => getIdTime(id).getTime();
  const isLiving = ({ apiKeyId }: StoredCall) => apiKeyId !== keyId || isCurrent;
  const accepted = calls.filter(({ errorCode }) => !rejectedCodes.includes(errorCode));
  const lastUsed = Math.max(...calls.map(timeOf), Number.NEGATIVE_INFINITY);
  const since = Math.floor((now - 30 * day) / hour) * hour;
  const week = Math.floor(now / day) * day - 7 * day;
  const addresses = new Set(
    accepted.filter((row) => row.apiKeyId === keyId && timeOf(row) >= week).map(({ ipAddress }) => ipAddress),
  );
  const unused = spec.permissions.filter(
    (id) => !accepted.some((row) => row.permission === id && timeOf(row) >= since),
  );
  const lastUse = Number.isFinite(lastUsed) ? lastUsed : now - spec.age;
  const isExamined = spec.enabled && isCurrent;
  const reasons: Record<SafetyKind, boolean> = {
    inUrl: calls.some((row) => isLiving(row) && row.path.includes("[removed]")),
    oldKeyInUse: calls.some((row) => row.apiKeyId !== keyId && timeOf(row) > now - day),
    manyAddresses: isExamined && !spec.isRestricted && addresses.size > maxSafeAddresses,
    unused: spec.enabled && (isCurrent || spec.hasOldKey) && lastUse <= now - 90 * day,
    unusedPermissions: isExamined && Math.min(spec.age, spec.keyAge) >= 7 * day && unused.length > 0,
    neverExpires: spec.expiresIn === null,
  };
  return safetyKinds.filter((kind) => reasons[kind]);
}

function idsOf(applications: readonly { application: { id: string } }[]): string[] {
  return applications.map((item) => item.application.id);
}
