import { beforeEach, expect, test } from "vitest";
import { prisma } from "@/lib/db/prisma";
import { createId, getIdTime } from "@/lib/ids";
import { findLoggedApplication, getLog, listLogs, logsPerPage } from "@/lib/logs/read/queries";
import { toDurationBucket } from "@/lib/logs/rollup/duration-buckets";
import { storeCalls } from "@/lib/logs/write/store";
import { day } from "@/lib/time";
import { addApplication, createLogWorld, type LogWorld } from "@/tests/support/factories/log-world";
import { idAt, storedCall } from "@/tests/support/factories/stored-call";

let here: LogWorld;

beforeEach(async () => {
  here = await createLogWorld();
});

test("lists newest first, without a cursor on the last page", async () => {
  const ids = await addCalls(here, 3);
  const page = await listLogs(here.workspaceId, {});
  expect(page.rows.map(({ id }) => id)).toEqual(ids.toReversed());
  expect(page.next).toBeNull();
});

test("returns no cursor when the log exactly fills a page", async () => {
  await addCalls(here, logsPerPage);
  expect(await listLogs(here.workspaceId, {})).toMatchObject({ rows: { length: logsPerPage }, next: null });
});

test("neither repeats nor skips a call while others are stored", async () => {
  const ids = await addCalls(here, logsPerPage * 2 + 7);
  const seen: string[] = [];
  let before: string | undefined;
  do {
    const page = await listLogs(here.workspaceId, { before });
    seen.push(...page.rows.map(({ id }) => id));
    before = page.next ?? undefined;
    await addCalls(here, 11);
  } while (before);
  expect(seen).toEqual(ids.toReversed());
});

test("filters by application", async () => {
  const other = { ...here, applicationId: await addApplication(here.workspaceId, "Other") };
  const [id] = await addCalls(here, 1);
  await addCalls(other, 1);
  const { rows } = await listLogs(here.workspaceId, { application: [here.applicationId] });
  expect(rows).toMatchObject([{ id, applicationId: here.applicationId, applicationName: "Importer" }]);
});

test("keeps the log and the name of a deleted application", async () => {
  const [id] = await addCalls(here, 1);
  const { workspaceId, applicationId } = here;
  await prisma.application.update({
    where: { workspaceId_id: { workspaceId, id: applicationId } },
    data: { deletedAt: new Date() },
  });
  expect(await findLoggedApplication(workspaceId, applicationId)).toEqual({
    id: applicationId,
    name: "Importer",
    deleted: true,
  });
  expect((await listLogs(workspaceId, { application: [applicationId] })).rows).toMatchObject([
    { id, applicationName: "Importer" },
  ]);
});

test("returns not_found for a call of another workspace, as for an unknown one", async () => {
  const there = await createLogWorld();
  const [id] = await addCalls(there, 1);
  const notFound = { code: "not_found", message: "This call is not in the log." };
  await expect(getLog(here.workspaceId, id ?? "")).rejects.toMatchObject(notFound);
  await expect(getLog(here.workspaceId, createId())).rejects.toMatchObject(notFound);
});

test("lists nothing for an application id of another workspace", async () => {
  const there = await createLogWorld();
  await addCalls(there, 2);
  expect((await listLogs(here.workspaceId, {})).rows).toEqual([]);
  expect((await listLogs(here.workspaceId, { application: [there.applicationId] })).rows).toEqual([]);
  expect(await findLoggedApplication(here.workspaceId, there.applicationId)).toBeNull();
});

test("returns a call in full", async () => {
  const call = storedCall(here, {
    errorCode: "bad_request",
    status: 400,
    query: "?dry=1",
    requestBody: "{",
    requestBytes: 1,
  });
  await storeCalls([call]);
  expect(await getLog(here.workspaceId, call.id)).toEqual({
    id: call.id,
    time: getIdTime(call.id),
    applicationId: here.applicationId,
    applicationName: "Importer",
    key: null,
    method: call.method,
    path: call.path,
    route: call.route,
    permission: null,
    observed: false,
    status: 400,
    errorCode: "bad_request",
    duration: call.duration,
    ipAddress: call.ipAddress,
    client: call.client,
    query: "?dry=1",
    keyInUrl: false,
    requestHeaders: JSON.parse(call.requestHeaders),
    requestBody: "{",
    requestBytes: 1,
    responseHeaders: JSON.parse(call.responseHeaders),
    responseBody: call.responseBody,
    responseBytes: call.responseBytes,
  });
});

test("hides calls before the retention period at once", async () => {
  const kept = storedCall(here, { id: idAt(new Date(Date.now() - 6 * day)) });
  const old = storedCall(here, { id: idAt(new Date(Date.now() - 8 * day)) });
  await storeCalls([kept, old]);
  await prisma.workspace.update({ where: { id: here.workspaceId }, data: { logDays: 7 } });
  expect((await listLogs(here.workspaceId, {})).rows).toMatchObject([{ id: kept.id }]);
  await expect(getLog(here.workspaceId, old.id)).rejects.toMatchObject({ code: "not_found" });
});

test("stores and counts a call once however often its batch is retried", async () => {
  const calls = [storedCall(here), storedCall(here), storedCall(here, { duration: 900 })];
  await storeCalls(calls.slice(0, 2));
  await storeCalls(calls);
  const counts = await prisma.requestRollup.findMany({
    where: { workspaceId: here.workspaceId },
    select: { bucketHours: true, durationBucket: true, calls: true },
    orderBy: [{ bucketHours: "asc" }, { durationBucket: "asc" }],
  });
  const [short, long] = [toDurationBucket(1.25), toDurationBucket(900)];
  expect(counts).toEqual(
    [1, 24].flatMap((bucketHours) => [
      { bucketHours, durationBucket: short, calls: 2 },
      { bucketHours, durationBucket: long, calls: 1 },
    ]),
  );
});

/** Returns the ids, oldest first. */
async function addCalls(world: LogWorld, count: number): Promise<string[]> {
  const calls = Array.from({ length: count }, () => storedCall(world));
  await storeCalls(calls);
  return calls.map(({ id }) => id);
}
