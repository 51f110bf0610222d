import { beforeEach, expect, test } from "vitest";
import { createId, getIdTime } from "@/lib/ids";
import { listLogs } from "@/lib/logs/read/queries";
import { type StoredCall, storeCalls } from "@/lib/logs/write/store";
import { day, minute } from "@/lib/time";
import { createLogWorld, type LogWorld } from "@/tests/support/factories/log-world";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

let here: LogWorld;

beforeEach(async () => {
  here = await createLogWorld();
});

test("finds a call by its request id in any case, whatever the filter says", async () => {
  const [call] = await addCalls({ id: idAt(new Date(Date.now() - 2 * day)) }, {});
  for (const search of [call.id, call.id.toLowerCase(), ` ${call.id} `]) {
    const page = await listLogs(here.workspaceId, { range: "1h", method: ["DELETE"], search });
    expect(page).toMatchObject({ rows: [{ id: call.id }], next: null, searchedTo: null });
  }
});

test("finds nothing by a request id of another workspace or before the retention period", async () => {
  const [old] = await addCalls({ id: idAt(new Date(Date.now() - 31 * day)) });
  const there = await createLogWorld();
  const theirs = storedCall(there);
  await storeCalls([theirs]);
  for (const search of [old.id, theirs.id]) expect(await find({ search })).toEqual([]);
});

test("searches bodies for an unknown id only with searchBodies", async () => {
  const id = createId();
  const [call] = await addCalls({ responseBody: `{"data":[{"id":"${id}"}]}` });
  expect(await find({ search: id })).toEqual([call.id]);
  const page = await listLogs(here.workspaceId, { search: id }, { searchBodies: false });
  expect(page).toEqual({ rows: [], next: null, searchedTo: null });
});

test("finds a text in bodies, path and query in any case", async () => {
  const calls = await addCalls(
    { requestBody: '{"name":"Zoë Ångström"}' },
    { responseBody: "…zoë ångström…" },
    { path: "/api/users/ZOË ÅNGSTRÖM" },
    { query: "?name=Zoë Ångström&limit=1" },
    { requestBody: "Zoe Angstrom" },
  );
  const newestFirst = calls.slice(0, 4).map(({ id }) => id);
  expect(await find({ search: "zoë ångström" })).toEqual(newestFirst.toReversed());
});

test("searches for LIKE wildcards literally", async () => {
  const [percent, underscore, backslash] = await addCalls(
    { requestBody: "50% off" },
    { requestBody: "a_b" },
    { requestBody: "C:\\x" },
    { requestBody: "50 off axb C:x" },
  );
  expect(await find({ search: "50% o" })).toEqual([percent.id]);
  expect(await find({ search: "a_b" })).toEqual([underscore?.id]);
  expect(await find({ search: "c:\\x" })).toEqual([backslash?.id]);
  expect(await find({ search: "\0" })).toEqual([]);
});

test("searches within the filter and its range only", async () => {
  const age = (minutes: number) => idAt(new Date(Date.now() - minutes * minute));
  const [, wanted] = await addCalls(
    { id: age(90), requestBody: "needle", method: "POST" },
    { id: age(30), requestBody: "needle", method: "POST" },
    { id: age(20), requestBody: "needle", method: "GET" },
    { id: age(10), requestBody: "straw", method: "POST" },
  );
  expect(await find({ search: "needle", method: ["POST"], range: "1h" })).toEqual([wanted?.id]);
});

test("paginates the results of a search", async () => {
  const calls = await addCalls(
    { requestBody: "needle 0" },
    ...Array.from({ length: 60 }, (_, index) => ({ requestBody: `needle ${index + 1}` })),
  );
  const first = await listLogs(here.workspaceId, { search: "needle" });
  expect(first.rows).toHaveLength(50);
  const second = await listLogs(here.workspaceId, { search: "needle", before: first.next ?? undefined });
  expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(calls.map(({ id }) => id).toReversed());
  expect(second).toMatchObject({ next: null, searchedTo: null });
});

test("ends a long search with the time that it reached, and continues from there", async () => {
  const start = Date.now() - day;
  const [needle] = await addCalls({ id: idAt(new Date(start)), requestBody: "needle" });
  const straws = Array.from({ length: 20_500 }, (_, index) =>
    storedCall(here, { id: idAt(new Date(start + 1_000 + index)) }),
  );
  await storeCalls(straws);
  let before: string | undefined;
  const found: string[] = [];
  let pages = 0;
  do {
    const page = await listLogs(here.workspaceId, { search: "needle", before });
    if (page.next) expect(page.searchedTo).toEqual(getIdTime(page.next));
    found.push(...page.rows.map(({ id }) => id));
    before = page.next ?? undefined;
    pages += 1;
  } while (before);
  expect(found).toEqual([needle.id]);
  expect(pages).toBeGreaterThan(1);
});

async function find(query: Parameters<typeof listLogs>[1]): Promise<string[]> {
  return (await listLogs(here.workspaceId, query)).rows.map(({ id }) => id);
}

async function addCalls(
  first: Partial<StoredCall>,
  ...others: Partial<StoredCall>[]
): Promise<[StoredCall, ...StoredCall[]]> {
  const calls: [StoredCall, ...StoredCall[]] = [
    storedCall(here, first),
    ...others.map((change) => storedCall(here, change)),
  ];
  await storeCalls(calls);
  return calls;
}
