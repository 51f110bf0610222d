import { beforeEach, expect, test } from "vitest";
import { viewingDuration } from "@/lib/audit/mutations";
import type { Actor } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId, getMinId } from "@/lib/ids";
import { viewErrorGroups, viewLog, viewLogs } from "@/lib/logs/read/view";
import { LogFilter } from "@/lib/logs/schema";
import { storeCalls } from "@/lib/logs/write/store";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { storedCall } from "@/tests/support/factories/stored-call";

let owner: Actor;
let admin: Actor;
let member: Actor;
let id: string;

beforeEach(async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin", "member");
  [owner, admin, member] = actors as [Actor, Actor, Actor];
  const applicationId = createId();
  await prisma.application.create({
    data: { workspaceId, id: applicationId, name: "Shop", foldedName: "shop" },
  });
  const call = storedCall(
    { workspaceId, applicationId },
    {
      route: "/users/{userId}",
      path: "/api/users/ada-path",
      query: "?email=ada-query",
      requestHeaders: JSON.stringify({ "x-user": "ada-header" }),
      requestBody: '{"name":"ada-request"}',
      requestBytes: 22,
      responseHeaders: JSON.stringify({ "x-answer": "ada-answer" }),
      responseBody: '{"name":"ada-response"}',
      responseBytes: 23,
    },
  );
  id = call.id;
  await storeCalls([call]);
});

test("masks every value for a member, in the list and in the detail", async () => {
  const { rows } = await viewLogs(member, {});
  expect(rows).toMatchObject([{ id, path: "/api/users/•••", query: "?email=•••" }]);
  expect(JSON.stringify(rows)).not.toContain("ada");

  const call = await viewLog(member, id, { reveal: false });
  expect(call).toMatchObject({ masked: true, path: "/api/users/•••", requestBody: '{"name":"•••"}' });
  expect(JSON.stringify(call)).not.toContain("ada");
});

test("shows a member the endpoints of errors without values", async () => {
  const { workspaceId } = owner;
  const failed = { status: 404, errorCode: "not_found" };
  const at = { workspaceId, applicationId: createId() };
  await storeCalls([
    storedCall(at, { ...failed, route: "/users/{userId}", path: "/api/users/ada-path" }),
    storedCall(at, { ...failed, route: "", path: "/api/usr/ada-path" }),
  ]);
  const pathsOf = async (actor: Actor) =>
    (await viewErrorGroups(actor, LogFilter.parse({}))).map(({ lastPath }) => lastPath).sort();
  expect(await pathsOf(owner)).toEqual(["/api/users/ada-path", "/api/usr/ada-path"]);
  expect(await pathsOf(member)).toEqual(["/api/users/•••", "/api/•••"]);
});

test("rejects a member who reveals values, without an audit entry", async () => {
  await expect(viewLog(member, id, { reveal: true })).rejects.toMatchObject({ code: "forbidden" });
  expect(await listEntries()).toEqual([]);
});

test("shows owners and admins paths, and other values once revealed", async () => {
  for (const actor of [owner, admin]) {
    expect((await viewLogs(actor, {})).rows).toMatchObject([
      { path: "/api/users/ada-path", query: "?email=•••" },
    ]);
    const call = await viewLog(actor, id, { reveal: false });
    expect(call).toMatchObject({ masked: true, path: "/api/users/ada-path" });
    expect(JSON.stringify({ ...call, path: "" })).not.toContain("ada");
  }
  expect(await listEntries()).toEqual([]);
});

test("writes one audit entry per person and application in half an hour", async () => {
  const call = await viewLog(owner, id, { reveal: true });
  expect(call).toMatchObject({
    masked: false,
    query: "?email=ada-query",
    requestHeaders: { "x-user": "ada-header" },
    requestBody: '{"name":"ada-request"}',
    responseHeaders: { "x-answer": "ada-answer" },
    responseBody: '{"name":"ada-response"}',
  });
  const next = storedCall({ workspaceId: owner.workspaceId, applicationId: call.applicationId });
  await storeCalls([next]);
  for (const seen of [id, next.id]) await viewLog(owner, seen, { reveal: true });
  await viewLog(admin, id, { reveal: true });
  const entry = { subject: call.applicationName, subjectId: call.applicationId, detail: `first call ${id}` };
  expect(await listEntries()).toEqual([
    { personId: owner.personId, ...entry },
    { personId: admin.personId, ...entry },
  ]);
});

test("writes an audit entry for each application", async () => {
  const { workspaceId } = owner;
  const application = { workspaceId, id: createId(), name: "Other", foldedName: "other" };
  await prisma.application.create({ data: application });
  const other = storedCall({ workspaceId, applicationId: application.id });
  await storeCalls([other]);
  for (const seen of [id, other.id]) await viewLog(owner, seen, { reveal: true });
  expect(await listEntries()).toHaveLength(2);
});

test("writes one audit entry for simultaneous reveals", { repeats: 4 }, async () => {
  await Promise.all(Array.from({ length: 5 }, () => viewLog(owner, id, { reveal: true })));
  expect(await listEntries()).toHaveLength(1);
});

test("writes another audit entry after half an hour", async () => {
  const { workspaceId, personId } = owner;
  const { applicationId: subjectId, applicationName: subject } = await viewLog(owner, id, { reveal: false });
  const before = getMinId(new Date(Date.now() - viewingDuration - 1_000));
  await prisma.auditEntry.create({
    data: { workspaceId, id: before, personId, action: "log.view", subject, subjectId },
  });
  await viewLog(owner, id, { reveal: true });
  expect(await listEntries()).toHaveLength(2);
});

test("returns not_found for an unknown call, without an audit entry", async () => {
  const notFound = { code: "not_found" };
  const { actors } = await createWorkspaceOf("owner");
  await expect(viewLog(actors[0] as Actor, id, { reveal: true })).rejects.toMatchObject(notFound);
  await expect(viewLog(owner, createId(), { reveal: true })).rejects.toMatchObject(notFound);
  expect(await listEntries()).toEqual([]);
});

test("lets a member search by request id, not by values", async () => {
  expect((await viewLogs(member, { search: id })).rows).not.toEqual([]);
  expect((await viewLogs(member, { search: "ada-request" })).rows).toEqual([]);
});

function listEntries() {
  return prisma.auditEntry.findMany({
    where: { workspaceId: owner.workspaceId, action: "log.view" },
    orderBy: { id: "asc" },
    select: { personId: true, subject: true, subjectId: true, detail: true },
  });
}
