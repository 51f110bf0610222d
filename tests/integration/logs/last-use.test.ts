import fc from "fast-check";
import { expect, test } from "vitest";
import { getApplication } from "@/lib/applications/queries";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { regenerateKey } from "@/lib/keys/mutations";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { minute } from "@/lib/time";
import { createApplicationIn } from "@/tests/support/factories/application";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

const call = fc.record({
  isOld: fc.boolean(),
  accepted: fc.boolean(),
  path: fc.constantFrom("/api/events", "/api/events/[removed]"),
  query: fc.constantFrom("", "?key=[removed]"),
  method: fc.constantFrom("GET", "POST"),
  route: fc.constantFrom("/events", ""),
  client: fc.constantFrom("curl/8.5.0", "python-sdk/2.3.0"),
  ipAddress: fc.constantFrom("203.0.113.4", "2001:db8::1"),
});

/** Seconds before now, each once: calls of the same millisecond have no order. */
const batches = fc
  .uniqueArray(fc.integer({ min: 0, max: 5_000 }), { maxLength: 20 })
  .chain((ages) => fc.tuple(...ages.map((age) => fc.record({ age: fc.constant(age), fields: call }))))
  .chain((calls) => fc.array(fc.subarray(calls, { minLength: Math.min(1, calls.length) }), { maxLength: 5 }));

test("the last use of an application and of each key equals a recount, in any order of batches", async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (chosen) => {
      const { workspaceId, id: applicationId, keyId: oldKeyId } = await createApplicationIn();
      await regenerateKey(workspaceId, null, { applicationId, keyId: oldKeyId, overlap: "day" });
      const { key } = await getApplication(workspaceId, applicationId);
      const now = Date.now() - minute;
      const stored = new Map<number, StoredCall>();
      for (const batch of chosen) {
        const fresh = batch.filter(({ age }) => !stored.has(age));
        for (const { age, fields } of fresh) {
          const { isOld, ...change } = fields;
          const id = idAt(new Date(now - age * 1_000));
          stored.set(
            age,
            storedCall(
              { workspaceId, applicationId },
              { id, apiKeyId: isOld ? oldKeyId : key.id, ...change },
            ),
          );
        }
        await storeCalls(fresh.flatMap(({ age }) => stored.get(age) ?? []));
      }
      const calls = [...stored.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
      const application = await getApplication(workspaceId, applicationId);
      expect(application).toMatchObject(findLastUse(calls));
      expect(application.key).toMatchObject(findLastUse(calls.filter(({ apiKeyId }) => apiKeyId === key.id)));
      const old = calls.filter(({ apiKeyId }) => apiKeyId === oldKeyId);
      expect(application.oldKey).toMatchObject({ lastUsedAt: findLastUse(old).lastUsedAt });
      for (const id of [key.id, oldKeyId]) {
        const inUrl = calls.find(
          (row) => row.apiKeyId === id && (row.path + row.query).includes("[removed]"),
        );
        const found = await prisma.apiKey.findFirstOrThrow({ where: { workspaceId, id } });
        expect(found.lastInUrlAt).toEqual(inUrl ? getIdTime(inUrl.id) : null);
      }
    }),
    { numRuns: 15 },
  );
});

test("calls of another workspace with the same ids change nothing", async () => {
  const mine = await createApplicationIn();
  const theirs = await createApplicationIn();
  const foreign = { workspaceId: theirs.workspaceId, applicationId: mine.id };
  await storeCalls([storedCall(foreign, { apiKeyId: mine.keyId })]);
  const { lastUsedAt, lastCall, key } = await getApplication(mine.workspaceId, mine.id);
  expect([lastUsedAt, lastCall, key.lastUsedAt, key.lastCall]).toEqual([null, null, null, null]);
});

test("a call of an unknown key leaves the other last uses of its batch as they are", async () => {
  const [first, second] = [await createApplicationIn(), await createApplicationIn()];
  const calls = [first, second].map(({ workspaceId, id: applicationId, keyId: apiKeyId }) =>
    storedCall({ workspaceId, applicationId }, { apiKeyId }),
  );
  const unknown = storedCall(
    { workspaceId: first.workspaceId, applicationId: first.id },
    { apiKeyId: createId(), accepted: false },
  );
  await storeCalls([...calls, unknown]);
  for (const [index, { workspaceId, id }] of [first, second].entries())
    expect((await getApplication(workspaceId, id)).key.lastCall?.id).toBe(calls[index]?.id);
});

/** Of calls, newest first. */
function findLastUse(calls: readonly StoredCall[]) {
  const last = calls.find(({ accepted }) => accepted);
  if (!last) return { lastUsedAt: null, lastCall: null };
  const { id, method, route, client, ipAddress } = last;
  return { lastUsedAt: getIdTime(id), lastCall: { id, method, route: route || null, client, ipAddress } };
}
