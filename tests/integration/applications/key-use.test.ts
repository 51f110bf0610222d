import fc from "fast-check";
import { expect, test } from "vitest";
import { getIdTime } from "@/lib/ids";
import { getKeyUse } from "@/lib/logs/read/key-use";
import { storeCalls } from "@/lib/logs/write/store";
import { day, hour, minute } from "@/lib/time";
import { createApplicationIn } from "@/tests/support/factories/application";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

const call = fc.record({
  age: fc.oneof(fc.integer({ min: 0, max: 2 * hour }), fc.integer({ min: 0, max: 2 * day })),
  isOther: fc.boolean(),
  errorCode: fc.constantFrom("", "missing_permission", "unauthorized", "not_found"),
  ipAddress: fc.constantFrom("203.0.113.4", "2001:db8::1"),
  client: fc.constantFrom("", "python-sdk/2.3.0"),
});

test("equals a recount of the raw log", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 30 }), async (calls) => {
      const application = await createApplicationIn();
      const { workspaceId, id: applicationId, keyId } = application;
      const now = Date.now();
      const stored = calls.map(({ age, isOther, ...fields }) =>
        storedCall(
          { workspaceId, applicationId },
          { ...fields, apiKeyId: isOther ? "other" : keyId, id: idAt(new Date(now - minute - age)) },
        ),
      );
      await storeCalls(stored);
      const accepted = stored
        .filter(({ apiKeyId, errorCode }) => apiKeyId === keyId && ["", "not_found"].includes(errorCode))
        .map((row) => ({ ...row, time: getIdTime(row.id).getTime() }))
        .sort((a, b) => (a.id < b.id ? 1 : -1));
      const last = accepted.find(({ time }) => time >= now - day);
      expect(await getKeyUse(workspaceId, keyId, now)).toEqual({
        calls: accepted.filter(({ time }) => time >= now - hour).length,
        hasMore: false,
        lastAt: last ? new Date(last.time) : null,
        client: last?.client ?? null,
        ipAddress: last?.ipAddress ?? null,
      });
      expect((await getKeyUse((await createApplicationIn()).workspaceId, keyId, now)).calls).toBe(0);
    }),
    { numRuns: 15 },
  );
});
