import { beforeEach, expect, test } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { listErrorGroups } from "@/lib/logs/read/error-groups";
import { listLogs } from "@/lib/logs/read/queries";
import { summarizeLogs } from "@/lib/logs/read/summary";
import { type LogQuery, noRoute } from "@/lib/logs/schema";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, hour, minute } from "@/lib/time";
import { createLogWorld, type LogWorld } from "@/tests/support/factories/log-world";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

let here: LogWorld;

beforeEach(async () => {
  here = await createLogWorld();
});

test("counts the exact calls of a range within one hour", async () => {
  const start = Math.floor(Date.now() / hour) * hour - 5 * hour;
  await addCalls([0, 9.9, 10, 14, 19.9, 20, 59].map((minutes) => ({ at: start + minutes * minute })));
  const range = { from: new Date(start + 10 * minute), to: new Date(start + 20 * minute) };
  const summary = await summarizeLogs(here.workspaceId, range);
  expect(summary).toMatchObject({ calls: 3, barWidth: minute, from: range.from, to: range.to });
  expect(summary.bars.map(({ ok }) => ok)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

test("chooses the width of bars by the length of the range, without gaps", async () => {
  const widths = { "1h": minute, "24h": hour, "7d": 6 * hour, "30d": day } as const;
  const ages = [1_000, hour / 2, 5 * hour, 3 * day, 20 * day];
  await addCalls(ages.map((age) => ({ at: Date.now() - age })));
  for (const [range, width] of Object.entries(widths)) {
    const { bars, barWidth, calls, from, to } = await summarizeLogs(here.workspaceId, {
      range: range as keyof typeof widths,
    });
    expect(barWidth).toBe(width);
    expect(bars.reduce((sum, { ok }) => sum + ok, 0)).toBe(calls);
    const starts = bars.map(({ start }) => start.getTime());
    expect(starts[0]).toBe(Math.floor(from.getTime() / width) * width);
    expect(starts.at(-1)).toBe(Math.floor(to.getTime() / width) * width);
    expect(starts.slice(1).every((start, index) => start - (starts[index] ?? 0) === width)).toBe(true);
  }
});

test("starts at the first call, or the retention period, without a range", async () => {
  expect((await summarizeLogs(here.workspaceId, {})).calls).toBe(0);
  const [first] = await addCalls([{ at: Date.now() - 2 * day }, { at: Date.now() - hour }]);
  const summary = await summarizeLogs(here.workspaceId, {});
  expect(summary).toMatchObject({ calls: 2, from: first && getIdTime(first.id) });
  await addCalls([{ at: Date.now() - 40 * day }]);
  const { from, calls } = await summarizeLogs(here.workspaceId, { from: new Date(0) });
  expect(Math.abs(Date.now() - from.getTime() - 30 * day)).toBeLessThan(minute);
  expect(calls).toBe(2);
});

test("counts no call before the retention period", async () => {
  const edge = Date.now() - 7 * day;
  const error = { status: 500, errorCode: "internal" };
  const [, kept] = await addCalls([
    { at: edge - minute, ...error },
    { at: edge + minute, ...error },
  ]);
  await prisma.workspace.update({ where: { id: here.workspaceId }, data: { logDays: 7 } });
  for (const range of [{}, { range: "30d" } as const, { from: new Date(edge - day) }]) {
    const summary = await summarizeLogs(here.workspaceId, range);
    expect(summary).toMatchObject({ calls: 1, facets: { error: [{ value: "internal", calls: 1 }] } });
    expect(summary.bars.reduce((sum, { serverError }) => sum + serverError, 0)).toBe(1);
    expect(await listErrorGroups(here.workspaceId, range)).toMatchObject([{ calls: 1, lastId: kept?.id }]);
  }
});

test("counts no call of another workspace", async () => {
  const there = await createLogWorld();
  const now = Date.now();
  await addCalls([{ at: now, status: 500, errorCode: "internal" }, { at: now - 2 * hour }], there);
  const { calls, facets } = await summarizeLogs(here.workspaceId, { application: [there.applicationId] });
  expect(calls).toBe(0);
  expect(facets.application).toEqual([
    { value: there.applicationId, label: there.applicationId, calls: 0, selected: true },
  ]);
  expect(facets.status).toEqual([]);
  expect(await listErrorGroups(here.workspaceId, {})).toEqual([]);
});

test("labels facet options, the most frequent first", async () => {
  const [current, old] = [await addKey("abcd", null), await addKey("wxyz", new Date())];
  const at = Date.now() - hour;
  await addCalls([
    { at, apiKeyId: current },
    { at, apiKeyId: current },
    { at, apiKeyId: old, route: "", status: 404, errorCode: "not_found" },
  ]);
  const { facets } = await summarizeLogs(here.workspaceId, { status: ["5xx"], route: [noRoute] });
  const all = await summarizeLogs(here.workspaceId, {});
  expect(all.facets.application).toMatchObject([{ label: "Importer", calls: 3 }]);
  expect(all.facets.key.map(({ label }) => label)).toEqual(["jny_…abcd (current)", "jny_…wxyz (old)"]);
  expect(all.facets.route.map(({ label, calls }) => [label, calls])).toEqual([
    ["/validate", 2],
    ["No endpoint", 1],
  ]);
  expect(all.facets.status.map(({ label }) => label)).toEqual([
    "200 OK",
    "2xx Success",
    "404 Not Found",
    "4xx Client error",
  ]);
  expect(all.facets.error).toEqual([{ value: "not_found", label: "not_found", calls: 1, selected: false }]);
  expect(facets.status).toMatchObject([
    { value: "404", calls: 1, selected: false },
    { value: "4xx", calls: 1 },
    { value: "5xx", calls: 0, selected: true },
  ]);
});

test("finds a rare call behind thousands of others", async () => {
  const start = Date.now() - 20 * day;
  const common = Array.from({ length: 2_600 }, (_, index) => ({ at: start + index * 10 * minute }));
  const rare = [0.5, 3, 3.5, 9, 17].map((days) => ({ at: start + days * day + 1, ipAddress: "192.0.2.7" }));
  await addCalls(common);
  const ids = (await addCalls(rare)).map(({ id }) => id).toReversed();
  const query: LogQuery = { ip: ["192.0.2.7"] };
  const list = async (more: LogQuery) =>
    (await listLogs(here.workspaceId, { ...query, ...more })).rows.map(({ id }) => id);
  expect(await list({})).toEqual(ids);
  expect(await list({ before: ids[1] })).toEqual(ids.slice(2));
  expect(await list({ from: new Date(start + 3 * day + 2) })).toEqual(ids.slice(0, 3));
  expect(await list({ to: new Date(start + 3.5 * day + 2) })).toEqual(ids.slice(2));
});

test("finds calls of many dimensions once each, among the newest and far behind", async () => {
  const start = Date.now() - 20 * day;
  const at = (index: number) => start + index * 5 * minute;
  const ofMany = (from: number) =>
    Array.from({ length: 140 }, (_, index) => ({
      at: at(from + index * 2),
      method: "POST",
      ipAddress: `192.0.2.${index % 70}`,
    }));
  const others = Array.from({ length: 5_000 }, (_, index) => ({ at: at(index) + 1 }));
  await addCalls(others);
  const calls = await addCalls([...ofMany(0), ...ofMany(2_500), ...ofMany(4_700)]);
  const found: string[] = [];
  for (let before: string | null | undefined; before !== null; ) {
    const page = await listLogs(here.workspaceId, { method: ["POST"], before });
    found.push(...page.rows.map(({ id }) => id));
    before = page.next;
  }
  expect(found).toEqual(calls.map(({ id }) => id).toReversed());
});

async function addCalls(
  changes: (Partial<StoredCall> & { at: number })[],
  world: LogWorld = here,
): Promise<StoredCall[]> {
  const calls = changes.map(({ at, ...change }) => storedCall(world, { id: idAt(new Date(at)), ...change }));
  await storeCalls(calls);
  return calls;
}

async function addKey(hint: string, revokedAt: Date | null): Promise<string> {
  const id = createId();
  const hash = Buffer.from(id);
  await prisma.apiKey.create({ data: { ...here, id, hash, hint, revokedAt } });
  return id;
}
