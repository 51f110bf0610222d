import { beforeEach, describe, expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { createId, getIdTime } from "@/lib/ids";
import { LogFilter } from "@/lib/logs/schema";
import type { LogStore } from "@/lib/logs/store/log-store";
import type { StoredCall } from "@/lib/logs/write/store";
import { day, hour, minute } from "@/lib/time";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";
import { countOptions, filterCalls } from "./log-model";

const now = Date.now();
const never = new AbortController().signal;
const everything = { from: new Date(0), until: new Date(now + 2 * day) };
const first = { applicationId: createId(), apiKeyId: createId() };
const second = { applicationId: createId(), apiKeyId: createId() };
/** Newest first, over the ends of an hour and a day. */
const ages = [0, minute, hour - 1, hour, hour + 1, 25 * hour, 26 * hour, 3 * day] as const;

/** What every storage of the log does, whatever its engine and wherever its tables are. */
export function describeLogStore(name: string, store: LogStore): void {
  describe(name, () => {
    let workspaceId: WorkspaceId;
    let calls: StoredCall[];

    beforeEach(async () => {
      workspaceId = createId() as WorkspaceId;
      calls = ages.map((age, index) => makeCall(workspaceId, age, index));
      await store.storeCalls(calls);
      await store.storeCalls([makeCall(createId(), 0, 0), makeCall(createId(), hour, 1)]);
    });

    test("stores and counts a call once, however often and in whichever batch it is sent", async () => {
      const late = makeCall(workspaceId, 2 * hour, 9);
      await Promise.all([store.storeCalls([...calls, late]), store.storeCalls([late, ...calls.slice(0, 3)])]);
      expect(await store.findCallIds(workspaceId, all(), 100)).toEqual(newestFirst([...calls, late]));
      expect(await store.countCalls(workspaceId, LogFilter.parse({}), everything)).toBe(calls.length + 1);
    });

    test.each([
      {},
      { status: ["4xx"] },
      { status: ["403", "2xx"], method: ["GET"] },
      { application: [first.applicationId], route: ["none"] },
      { key: [second.apiKeyId], ip: ["203.0.113.1"] },
      { client: ["unknown"] },
    ])("finds, counts and pages the calls of %j as a scan does", async (values) => {
      const filter = LogFilter.parse(values);
      for (const from of [0, now - hour, now - day]) {
        const range = { ...everything, from: new Date(from) };
        const expected = filterCalls(calls, { ...filter, from: range.from }).map(({ id }) => id);
        expect(await store.findCallIds(workspaceId, { ...range, filter }, 100)).toEqual(expected);
        expect(await store.countCalls(workspaceId, filter, range)).toBe(expected.length);
        const page = await store.findCallIds(workspaceId, { ...range, filter, before: expected[0] }, 2);
        expect(page).toEqual(expected.slice(1, 3));
        const facets = await store.countFacetValues(workspaceId, filter, range, 100);
        const routes = facets.filter(({ facet, value }) => facet === "client" && value !== "");
        expect(Object.fromEntries(routes.map(({ value, calls: count }) => [value, count]))).toEqual(
          countOptions(calls, { ...filter, from: range.from }, "client"),
        );
      }
    });

    test("reads calls as they were stored, and those that contain a text", async () => {
      const [newest] = calls as [StoredCall];
      const { accepted: _, observed, ...stored } = newest;
      const json = {
        requestHeaders: JSON.parse(stored.requestHeaders),
        responseHeaders: JSON.parse(stored.responseHeaders),
      };
      const empty = { permission: null, errorCode: null };
      const { workspaceId: __, ...columns } = stored;
      expect(await store.findCall(workspaceId, newest.id)).toEqual({
        ...{ ...columns, ...json, ...empty, observed },
      });
      expect(await store.readWholeCalls(workspaceId, [newest.id])).toEqual([{ ...columns, ...empty }]);
      const ids = calls.map(({ id }) => id);
      expect((await store.readCalls(workspaceId, ids)).map(({ id }) => id)).toEqual(newestFirst(calls));
      expect(await store.readCalls(workspaceId, ids, "NEEDLE-3%")).toMatchObject([{ id: ids[3] }]);
      expect(await store.findFirstCallId(workspaceId, new Date(now - 2 * day))).toBe(ids[6]);
      expect(await store.findCall(createId() as WorkspaceId, newest.id)).toBeNull();
    });

    test("counts the last hours and day of applications and keys", async () => {
      const applicationIds = [first.applicationId, second.applicationId];
      const ofFirst = calls.filter(({ applicationId }) => applicationId === first.applicationId);
      const recent = (call: StoredCall) => getIdTime(call.id).getTime() >= now - day;
      const hours = Array.from(
        { length: 30 },
        (_, index) => new Date((Math.floor(now / hour) - index) * hour),
      );
      const activity = await store.countCallsByHour(workspaceId, applicationIds, hours);
      const inHours = calls.filter(({ id }) => getIdTime(id) >= (hours.at(-1) ?? 0));
      expect(activity.reduce((sum, row) => sum + row.calls, 0)).toBe(inHours.length);
      const minutely = await store.countCallsOfMinute(workspaceId, applicationIds, now);
      expect(minutely).toContainEqual({ applicationId: first.applicationId, calls: 1 });
      const use = await store.getKeyUse(workspaceId, first, now, 100);
      const accepted = ofFirst.filter(({ errorCode }) => errorCode === "");
      expect(use).toMatchObject({ lastId: accepted[0]?.id, hasMore: false });
      const { total } = await store.countCallsOfKeys(workspaceId, [first], null);
      expect(total).toMatchObject({ calls: accepted.filter(recent).length, lastId: accepted[0]?.id });
      const rejected = calls.filter((call) => call.errorCode === "unauthorized" && recent(call));
      const byApplication = await store.countUnauthorizedCalls(workspaceId, applicationIds);
      expect(byApplication.reduce((sum, row) => sum + row.calls, 0)).toBe(rejected.length);
      expect(await store.findNewestCallOfKey(workspaceId, first, new Date(0))).toMatchObject({
        id: accepted[0]?.id,
      });
    });

    test("names the applications without calls, and the expired keys with calls", async () => {
      const unused = { workspaceId, id: createId() };
      const used = { workspaceId, id: first.applicationId };
      expect(await store.findApplicationsWithoutCalls([used, unused])).toEqual([unused]);
      const expired = storedCall(
        { workspaceId, applicationId: first.applicationId },
        { apiKeyId: first.apiKeyId, errorCode: "key_expired", status: 401, accepted: false },
      );
      await store.storeCalls([expired]);
      const key = { workspaceId, ...first, expiresAt: new Date(now - hour) };
      const other = { workspaceId, ...second, expiresAt: new Date(now - hour) };
      expect(await store.findExpiredKeysInUse([other, key])).toEqual([key]);
    });

    test("deletes what a workspace no longer keeps, and leaves the other workspaces", async () => {
      const kept = createId() as WorkspaceId;
      await store.storeCalls([makeCall(kept, 3 * day, 1)]);
      const retentions = [
        { workspaceId, keptFrom: new Date(now - day) },
        { workspaceId: kept, keptFrom: new Date(now - 30 * day) },
      ];
      await expect.poll(() => store.deleteExpired(retentions, never)).toBe(true);
      const recent = calls.filter(({ id }) => getIdTime(id).getTime() >= now - day);
      expect(await store.findCallIds(workspaceId, all(), 100)).toEqual(newestFirst(recent));
      expect(await store.findCallIds(kept, all(), 100)).toHaveLength(1);
    });

    test("deletes a workspace with all of its counts, and no other", async () => {
      const other = createId() as WorkspaceId;
      await store.storeCalls([makeCall(other, 0, 1)]);
      await Promise.all([store.deleteWorkspace(workspaceId), store.deleteWorkspace(workspaceId)]);
      expect(await store.findCallIds(workspaceId, all(), 100)).toEqual([]);
      expect(await store.countCalls(workspaceId, LogFilter.parse({}), everything)).toBe(0);
      expect(await store.countCalls(other, LogFilter.parse({}), everything)).toBe(1);
    });
  });
}

function all() {
  return { ...everything, filter: LogFilter.parse({}) };
}

function newestFirst(calls: readonly StoredCall[]): string[] {
  return calls
    .map(({ id }) => id)
    .sort()
    .reverse();
}

function makeCall(workspaceId: string, age: number, index: number): StoredCall {
  const [status, errorCode] = [
    [200, ""],
    [401, "unauthorized"],
    [403, "missing_permission"],
    [200, ""],
  ][index % 4] as [number, string];
  const { applicationId, apiKeyId } = index % 3 === 1 ? second : first;
  return storedCall(
    { workspaceId, applicationId },
    {
      ...{ id: idAt(new Date(now - age)), apiKeyId, status, errorCode },
      ...(index % 5 === 2 && { route: "", path: "/api/nowhere" }),
      ...{ ipAddress: `203.0.113.${index % 2}`, client: index % 2 ? "curl/8.5.0" : "js-sdk/3.1.0" },
      requestBody: `{"text":"needle-${index}%"}`,
    },
  );
}
