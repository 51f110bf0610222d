import fc from "fast-check";
import { expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { createId, getIdTime } from "@/lib/ids";
import { rejectedCodes } from "@/lib/logs/rejected-codes";
import { countRejections } from "@/lib/logs/rollup/rejections";
import { storeCalls } from "@/lib/logs/write/store";
import { day, hour } from "@/lib/time";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

const call = fc.record({
  age: fc.integer({ min: 0, max: 3 * day }),
  errorCode: fc.constantFrom("", "not_found", ...rejectedCodes),
  isOther: fc.boolean(),
});

test("rejected calls of 24 hours and of the 24 hours before equal a recount of the raw log", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 40 }), async (calls) => {
      const workspaceId = createId() as WorkspaceId;
      const [applicationId, otherId] = [createId(), createId()];
      const now = Date.now();
      const stored = calls.map(({ age, errorCode, isOther }) =>
        storedCall(
          { workspaceId, applicationId: isOther ? otherId : applicationId },
          { errorCode, id: idAt(new Date(now - age)) },
        ),
      );
      await storeCalls(stored);
      const nextHour = (Math.floor(now / hour) + 1) * hour;
      const ages = stored
        .filter((row) => row.applicationId === applicationId && rejectedCodes.includes(row.errorCode))
        .map(({ id }) => nextHour - getIdTime(id).getTime());
      const recent = ages.filter((age) => age <= day).length;
      const before = ages.filter((age) => age > day && age <= 2 * day).length;
      const counted = await countRejections(workspaceId, [applicationId], now);
      expect(counted).toEqual(
        recent + before > 0 ? { [applicationId]: { rejections: { recent, before } } } : {},
      );
      expect(await countRejections(createId() as WorkspaceId, [applicationId], now)).toEqual({});
    }),
    { numRuns: 15 },
  );
});
