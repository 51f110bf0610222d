import { beforeEach, expect, test } from "vitest";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { findLoggedApplication, getLog, listLogs, logsPerPage } from "@/lib/logs/queries";

type World = { workspaceId: WorkspaceId; applicationId: string };

let here: World;

beforeEach(async () => {
  here = await createWorld();
});

test("the newest call comes first, and the last page says that it is the last", async () => {
  const ids = await addCalls(here, 3);
  const page = await listLogs(here.workspaceId, {});
  expect(page.rows.map(({ id }) => id)).toEqual(ids.toReversed());
  expect(page.next).toBeNull();
});

test("a log that fills a page to the last row ends there", async () => {
  await addCalls(here, logsPerPage);
  expect(await listLogs(here.workspaceId, {})).toMatchObject({ rows: { length: logsPerPage }, next: null });
});

test("pages neither repeat nor skip a call while others are being written", async () => {
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

test("the log of an application holds its calls alone", async () => {
  const other = { ...here, applicationId: await addApplication(here.workspaceId, "Other") };
  const [id] = await addCalls(here, 1);
  await addCalls(other, 1);
  const { rows } = await listLogs(here.workspaceId, { applicationId: here.applicationId });
  expect(rows).toMatchObject([{ id, applicationId: here.applicationId, applicationName: "Importer" }]);
});

test("a deleted application keeps its log, under its name", async () => {
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
  expect((await listLogs(workspaceId, { applicationId })).rows).toMatchObject([
    { id, applicationName: "Importer" },
  ]);
});

test("a call of another workspace is as absent as one that never was", async () => {
  const there = await createWorld();
  const [id] = await addCalls(there, 1);
  const notFound = { code: "not_found", message: "This call is not in the log." };
  await expect(getLog(here.workspaceId, id ?? "")).rejects.toMatchObject(notFound);
  await expect(getLog(here.workspaceId, createId())).rejects.toMatchObject(notFound);
});

test("another workspace's log is empty from here, also by its application's id", async () => {
  const there = await createWorld();
  await addCalls(there, 2);
  expect((await listLogs(here.workspaceId, {})).rows).toEqual([]);
  expect((await listLogs(here.workspaceId, { applicationId: there.applicationId })).rows).toEqual([]);
  expect(await findLoggedApplication(here.workspaceId, there.applicationId)).toBeNull();
});

test("one call is read with all that was kept of it", async () => {
  const [id] = await addCalls(here, 1);
  expect(await getLog(here.workspaceId, id ?? "")).toEqual({
    ...exchange,
    id,
    applicationId: here.applicationId,
    applicationName: "Importer",
  });
});

const exchange = {
  time: new Date("2026-05-03T10:00:00.123Z"),
  method: "POST",
  path: "/api/users/upsert",
  route: "/users/upsert",
  permission: "TrackData",
  status: 400,
  errorCode: "bad_request",
  duration: 1.25,
  ipAddress: "203.0.113.9",
  client: "js-sdk/2.0",
  query: "?dry=1",
  requestHeaders: { "user-agent": "js-sdk/2.0", "x-api-key": "[removed]" },
  requestBody: "{",
  requestBytes: 1,
  responseHeaders: { "content-type": "application/json" },
  responseBody: "{}",
  responseBytes: 2,
};

async function createWorld(): Promise<World> {
  const workspaceId = createId() as WorkspaceId;
  await prisma.workspace.create({ data: { id: workspaceId, name: "Here", slug: workspaceId.toLowerCase() } });
  return { workspaceId, applicationId: await addApplication(workspaceId, "Importer") };
}

async function addApplication(workspaceId: WorkspaceId, name: string): Promise<string> {
  const id = createId();
  await prisma.application.create({ data: { workspaceId, id, name, foldedName: name.toLowerCase() } });
  return id;
}

/** Their ids, oldest first. */
async function addCalls(world: World, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, createId);
  const apiKeyId = createId();
  await prisma.requestLog.createMany({ data: ids.map((id) => ({ ...exchange, ...world, id, apiKeyId })) });
  return ids;
}
