import fc from "fast-check";
import { expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { rejectedCodes } from "@/lib/logs/rejected-codes";
import { getImpact } from "@/lib/logs/rollup/usage";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, hour, minute } from "@/lib/time";
import { createLogWorld } from "@/tests/support/factories/log-world";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

/** Milliseconds from now to the end of each key. */
const keyEnds = {
  current: {},
  overlapping: { revokedAt: hour },
  revoked: { revokedAt: -hour },
  expired: { revokedAt: hour, expiresAt: -minute },
};
type KeyName = keyof typeof keyEnds;
const keyNames = Object.keys(keyEnds) as KeyName[];

const call = fc.record({
  // Both sides of the limit, and not so near that the time of the test matters.
  age: fc.oneof(
    fc.integer({ min: 0, max: day - minute }),
    fc.integer({ min: day + minute, max: day + 2 * hour }),
  ),
  application: fc.nat({ max: 2 }),
  key: fc.constantFrom(...keyNames, "unknown" as const),
  method: fc.constantFrom("GET", "POST"),
  route: fc.constantFrom("/events", "/users", ""),
  permission: fc.constantFrom("ReadEvents", "ReadContacts", ""),
  errorCode: fc.constantFrom("", "not_found", "missing_permission", "unauthorized"),
  client: fc.constantFrom("curl/8.5.0", "python-sdk/2.3.0"),
  ipAddress: fc.constantFrom("203.0.113.4", "2001:db8::1"),
  duration: fc.constantFrom(1, 80),
});

const world = fc.record({
  calls: fc.array(call, { maxLength: 50 }),
  states: fc.array(fc.constantFrom("enabled", "enabled", "disabled", "deleted"), {
    minLength: 3,
    maxLength: 3,
  }),
  scope: fc.subarray([0, 1, 2]),
  permissions: fc.option(fc.subarray(["ReadEvents", "ReadContacts"], { minLength: 1 }), { nil: undefined }),
});

test("the impact of a change equals a recount of the raw log", async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ calls, states, scope, permissions }) => {
      const { workspaceId } = await createLogWorld();
      const ids = states.map(() => createId());
      const keyIds = await Promise.all(
        states.map((state, index) => insert(workspaceId, ids[index] ?? "", state)),
      );
      const now = Date.now();
      const stored = calls.map(({ age, application, key, ...fields }) => ({
        ...{ application, key },
        row: storedCall(
          { workspaceId, applicationId: ids[application] ?? "" },
          {
            ...fields,
            apiKeyId: keyIds[application]?.get(key as KeyName) ?? createId(),
            id: idAt(new Date(now - age)),
          },
        ),
      }));
      await storeCalls(stored.map(({ row }) => row));
      const stopped = stored
        .filter(({ application, key }) => {
          const isWorking = key === "current" || key === "overlapping";
          return scope.includes(application) && states[application] === "enabled" && isWorking;
        })
        .map(({ row }) => row)
        .filter(({ id, permission, errorCode }) => {
          const isRecent = getIdTime(id).getTime() >= now - day;
          const isInScope = !permissions || permissions.includes(permission);
          return isRecent && isInScope && !rejectedCodes.includes(errorCode);
        });
      const impact = await getImpact(workspaceId, {
        applicationIds: scope.map((index) => ids[index] ?? ""),
        permissions,
      });
      expect({ ...impact, endpoints: toRecord(impact.endpoints) }).toEqual(recount(stopped));
      const foreign = await getImpact(createId() as WorkspaceId, { applicationIds: ids, permissions });
      expect(foreign).toMatchObject({ calls: 0, endpoints: [] });
    }),
    { numRuns: 15 },
  );
});

/** Returns the ids of the keys by their names. */
async function insert(
  workspaceId: WorkspaceId,
  id: string,
  state: string,
): Promise<ReadonlyMap<KeyName, string>> {
  const at = (offset?: number) => (offset === undefined ? null : new Date(Date.now() + offset));
  const keys = keyNames.map((name) => ({ name, id: createId(), ends: keyEnds[name] as Ends }));
  await prisma.application.create({
    data: {
      ...{ workspaceId, id, name: id, foldedName: id, enabled: state !== "disabled" },
      deletedAt: state === "deleted" ? new Date() : null,
      keys: {
        create: keys.map(({ id: keyId, ends }) => ({
          ...{ id: keyId, hash: Buffer.from(keyId), hint: "9xQz" },
          ...{ revokedAt: at(ends.revokedAt), expiresAt: at(ends.expiresAt) },
        })),
      },
    },
  });
  return new Map(keys.map(({ name, id: keyId }) => [name, keyId]));
}

type Ends = { revokedAt?: number; expiresAt?: number };

function recount(calls: readonly StoredCall[]) {
  const times = calls.map(({ id }) => getIdTime(id).getTime());
  return {
    calls: calls.length,
    clients: new Set(calls.map(({ client }) => client)).size,
    ipAddresses: new Set(calls.map(({ ipAddress }) => ipAddress)).size,
    lastAt: calls.length > 0 ? new Date(Math.max(...times)) : null,
    endpoints: calls.reduce<Record<string, number>>((counts, { method, route }) => {
      const endpoint = `${method} ${route || null}`;
      counts[endpoint] = (counts[endpoint] ?? 0) + 1;
      return counts;
    }, {}),
  };
}

function toRecord(endpoints: Awaited<ReturnType<typeof getImpact>>["endpoints"]): Record<string, number> {
  return Object.fromEntries(endpoints.map(({ method, route, calls }) => [`${method} ${route}`, calls]));
}
