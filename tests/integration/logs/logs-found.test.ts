import { expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { listErrorGroups } from "@/lib/logs/read/error-groups";
import { listLogs } from "@/lib/logs/read/queries";
import { summarizeLogs } from "@/lib/logs/read/summary";
import { type ErrorGroup, facetNames, type LogQuery } from "@/lib/logs/schema";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, hour, minute } from "@/lib/time";
import { createApplicationIn } from "@/tests/support/factories/application";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";
import { countIntoBars, countOptions, filterCalls, getPercentile } from "@/tests/support/models/log-model";
import { fc, numRuns, printSeed } from "@/tests/support/models/properties";

printSeed();

/** In the past for all calls of these tests, and within the retention period. */
const midnight = Math.floor(Date.now() / day) * day - 5 * day;

const applications = [createId(), createId()] as const;
const keys = [createId(), createId()] as const;

/** Times around the limits of minutes, hours and days. */
const Moment = fc
  .record({
    days: fc.integer({ min: -2, max: 2 }),
    hours: fc.constantFrom(0, 0, 1, 13),
    minutes: fc.constantFrom(0, 0, 1, 30, 59),
    rest: fc.constantFrom(-1, 0, 1, 31_000),
  })
  .map(({ days, hours, minutes, rest }) => midnight + days * day + hours * hour + minutes * minute + rest);

const Call = fc.record({
  time: Moment,
  applicationId: fc.constantFrom(...applications),
  apiKeyId: fc.constantFrom(...keys),
  method: fc.constantFrom("GET", "POST"),
  route: fc.constantFrom("/validate", "/events", ""),
  outcome: fc.constantFrom(
    [200, ""],
    [201, ""],
    [304, ""],
    [401, "unauthorized"],
    [403, "key_disabled"],
    [500, "internal"],
  ),
  client: fc.constantFrom("js-sdk/3.1.0", "curl/8.5.0"),
  ipAddress: fc.constantFrom("203.0.113.9", "2001:db8::1"),
  permission: fc.constantFrom("ReadEvents", "TrackData"),
  observed: fc.boolean(),
  duration: fc.constantFrom(0, 0.05, 1.1, 17, 900, 120_000),
});

const chosen = <Value extends string>(...values: Value[]) => fc.subarray(values, { maxLength: 2 });

const Filter = fc.record({
  application: chosen(...applications, createId()),
  key: chosen(...keys),
  method: chosen("GET", "POST", "DELETE"),
  route: chosen("/validate", "/events", "none", "/nowhere"),
  status: chosen("2xx", "4xx", "200", "403", "500", "418"),
  error: chosen("unauthorized", "internal", "key_disabled"),
  client: chosen("js-sdk/3.1.0", "curl/8.5.0"),
  ip: chosen("203.0.113.9", "2001:db8::1"),
  observed: chosen("ReadEvents", "TrackData"),
});
/** Few facets a filter: all of them together match nothing. */
const FewNames = fc
  .tuple(Filter, fc.subarray([...facetNames], { maxLength: 2 }))
  .map(
    ([filter, names]) =>
      Object.fromEntries(
        facetNames.map((name) => [name, names.includes(name) ? filter[name] : []]),
      ) as typeof filter,
  );
const Range = fc.tuple(Moment, fc.oneof(Moment, fc.constant(undefined)));

test(
  "filters, paginates, counts facets, bars and errors as a scan of every call does",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(Call, { minLength: 1, maxLength: 130 }),
        fc.array(fc.tuple(FewNames, Range), { minLength: 3, maxLength: 3 }),
        async (made, questions) => {
          const { workspaceId, calls } = await createLog(made);
          for (const [filter, [one, other]] of questions) {
            const [from, to] = other !== undefined && other < one ? [other, one] : [one, other];
            const asked = { ...filter, from: new Date(from), ...(to !== undefined && { to: new Date(to) }) };
            const expected = filterCalls(calls, asked);
            expect(await readAll(workspaceId, asked)).toEqual(expected.map(({ id }) => id));

            const summary = await summarizeLogs(workspaceId, asked);
            expect(summary.calls).toBe(expected.length);
            expect(summary.p50).toBe(getPercentile(expected, 0.5));
            expect(summary.p95).toBe(getPercentile(expected, 0.95));
            expect(summary.bars).toEqual(countIntoBars(expected, summary));
            for (const name of facetNames) {
              const options = summary.facets[name];
              const counts = Object.fromEntries(options.map(({ value, calls: count }) => [value, count]));
              const none = Object.fromEntries(asked[name].map((value) => [value, 0]));
              expect(counts).toEqual({ ...none, ...countOptions(calls, asked, name) });
              expect(
                options
                  .filter(({ selected }) => selected)
                  .map(({ value }) => value)
                  .sort(),
              ).toEqual([...asked[name]].sort());
            }
            expect(await listErrorGroups(workspaceId, asked)).toEqual(errorsOf(expected));
          }
        },
      ),
      { numRuns: numRuns({ usual: 20, deep: 1_000 }) },
    );
  },
  numRuns({ usual: 60_000, deep: 600_000 }),
);

async function createLog(
  made: readonly (Partial<StoredCall> & { time: number; outcome: readonly [number, string] })[],
): Promise<{ workspaceId: WorkspaceId; calls: StoredCall[] }> {
  const workspaceId = createId() as WorkspaceId;
  await prisma.workspace.create({ data: { id: workspaceId, name: "Here", slug: workspaceId.toLowerCase() } });
  await prisma.application.createMany({
    data: applications.map((id) => ({ workspaceId, id, name: `Application ${id}`, foldedName: id })),
  });
  const calls = made.map(({ time, outcome: [status, errorCode], ...rest }) =>
    storedCall(
      { workspaceId, applicationId: applications[0] },
      { ...rest, id: idAt(new Date(time)), status, errorCode },
    ),
  );
  await storeCalls(calls);
  return { workspaceId, calls };
}

async function readAll(workspaceId: WorkspaceId, query: LogQuery): Promise<string[]> {
  const ids: string[] = [];
  for (let before: string | null | undefined; before !== null; ) {
    const page = await listLogs(workspaceId, { ...query, before });
    ids.push(...page.rows.map(({ id }) => id));
    before = page.next;
  }
  return ids;
}

/** `calls` are newest first: the first of a group is its newest. */
function errorsOf(calls: readonly StoredCall[]) {
  const groups = new Map<string, ErrorGroup>();
  for (const { id, errorCode, status, method, route, path } of calls.filter((call) => call.status >= 400)) {
    const name = [errorCode, status, method, route].join();
    const group = groups.get(name) ?? {
      ...{ errorCode, status, method, route: route || null },
      ...{ calls: 0, lastId: id, lastPath: path, lastAt: getIdTime(id) },
    };
    groups.set(name, { ...group, calls: group.calls + 1 });
  }
  return [...groups.values()].sort((a, b) => b.calls - a.calls || (a.lastId < b.lastId ? 1 : -1));
}

test("returns nothing for a range before the retention period", async () => {
  const { workspaceId, id } = await createApplicationIn();
  await storeCalls([storedCall({ workspaceId, applicationId: id })]);
  const to = new Date("2020-01-01");
  expect(await summarizeLogs(workspaceId, { to })).toMatchObject({ calls: 0, p50: null });
  expect((await listLogs(workspaceId, { to })).rows).toEqual([]);
});
