import { beforeEach, expect, test } from "vitest";
import { catalog } from "@/app/api/catalog";
import {
  createApplication,
  deleteApplication,
  setEnabled,
  updateApplication,
} from "@/lib/applications/mutations";
import { getApplication, listExpiringApplications } from "@/lib/applications/queries";
import { warnAboutExpiringKeys } from "@/lib/applications/warnings/mutations";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createDelivery } from "@/lib/email/sender";
import { createSender } from "@/lib/email/transport";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { day, minute } from "@/lib/time";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { callInProcess } from "@/tests/support/servers/call-api";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

const mailServer = provideMailServer();

let workspaceId: WorkspaceId;
let actors: Actor[];

beforeEach(async () => {
  await prisma.application.deleteMany();
  const workspace = await createWorkspaceOf("owner", "admin", "member", "member");
  ({ workspaceId, actors } = workspace);
});

test("warns 14, 3 and 1 days before, once each, however many processes look", async () => {
  const { applicationId, expiresAt, hint } = await createExpiring("90");
  await warnAt(expiresAt - 14 * day - 1);
  expect(await deliverSubjects()).toEqual([]);
  await Promise.all([
    warnAt(expiresAt - 14 * day),
    warnAt(expiresAt - 14 * day),
    warnAt(expiresAt - 14 * day),
  ]);
  expect(await deliverSubjects()).toEqual(Array(2).fill("The key of Export expires in 14 days"));
  const { slug } = await prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const { text = "" } = mailServer.mails[0] ?? {};
  expect(text).toContain(`The key jny_…${hint} of the application “Export”`);
  expect(text).toContain(`http://localhost:3000/${slug}/settings/api-access/${applicationId}`);
  await warnAt(expiresAt - 4 * day);
  expect(await deliverSubjects()).toEqual([]);
  await warnAt(expiresAt - 3 * day);
  expect(await deliverSubjects()).toEqual(Array(2).fill("The key of Export expires in 3 days"));
  await warnAt(expiresAt - day);
  expect(await deliverSubjects()).toEqual(Array(2).fill("The key of Export expires within a day"));
  await warnAt(expiresAt - minute);
  await warnAt(expiresAt + minute);
  expect(await deliverSubjects()).toEqual([]);
});

test("writes to owners, admins and the application's owner, each once, and to no other member", async () => {
  const [, admin, member] = actors as [Actor, Actor, Actor];
  const first = await createExpiring("90", { ownerId: member.personId });
  await createExpiring("90", { name: "Import", ownerId: admin.personId });
  await warnAt(first.expiresAt - 2 * day);
  await deliverSubjects();
  const people = await prisma.person.findMany({ where: { memberships: { some: { workspaceId } } } });
  const received = (application: string) =>
    mailServer.mails
      .filter(({ subject }) => subject?.includes(application))
      .map(({ envelope }) => people.find(({ email }) => email === envelope.to[0])?.id)
      .sort();
  expect(received("Export")).toEqual(
    actors
      .slice(0, 3)
      .map(({ personId }) => personId)
      .sort(),
  );
  expect(received("Import")).toEqual(
    actors
      .slice(0, 2)
      .map(({ personId }) => personId)
      .sort(),
  );
});

test("a key does not get the warning of a threshold that it never lived longer than", async () => {
  const { expiresAt } = await createExpiring("7");
  await warnAt(expiresAt - 6.9 * day);
  expect(await deliverSubjects()).toEqual([]);
  await warnAt(expiresAt - 3 * day);
  expect(await deliverSubjects()).toHaveLength(2);
});

test("sends only the last of several missed warnings, and warns again before a later expiry", async () => {
  const { applicationId: id, expiresAt } = await createExpiring("90");
  await warnAt(expiresAt - 2 * day);
  expect(await deliverSubjects()).toHaveLength(2);
  const { version, name, permissions } = await getApplication(workspaceId, id);
  await updateApplication(workspaceId, null, {
    id,
    version,
    name,
    permissions,
    enabled: true,
    expiry: "365",
  });
  await warnAt(expiresAt - 2 * day);
  expect(await deliverSubjects()).toEqual([]);
  const { key } = await getApplication(workspaceId, id);
  await warnAt((key.expiresAt?.getTime() ?? 0) - 2 * day);
  expect(await deliverSubjects()).toHaveLength(2);
});

test.each([
  ["disabled", (id: string) => setEnabled(workspaceId, null, id, false)],
  ["deleted", (id: string) => deleteApplication(workspaceId, null, id)],
])("does not warn about the key of a %s application", async (_, change) => {
  const { applicationId, expiresAt } = await createExpiring("90");
  await change(applicationId);
  await warnAt(expiresAt - day);
  expect(await deliverSubjects()).toEqual([]);
});

test("the screen lists the keys that are warned about, the first to expire first", async () => {
  const long = await createExpiring("90");
  const short = await createExpiring("7", { name: "Short" });
  const list = async (time: number) => {
    const { total, rows } = await listExpiringApplications(workspaceId, new Date(time));
    return [total, ...rows.map(({ name }) => name)];
  };
  expect(await list(short.expiresAt - 6 * day)).toEqual([0]);
  expect(await list(short.expiresAt - 2 * day)).toEqual([1, "Short"]);
  expect(await list(short.expiresAt + day)).toEqual([1, "Short"]);
  expect(await list(long.expiresAt - 14 * day)).toEqual([1, "Export"]);
  await createExpiring("90", { name: "Later" });
  expect(await list(long.expiresAt + day)).toEqual([2, "Export", "Later"]);
  await setEnabled(workspaceId, null, long.applicationId, false);
  expect(await list(long.expiresAt + day)).toEqual([1, "Later"]);
});

test("tells once that a program still calls with an expired key, after its first rejected call", async () => {
  const { key, keyId } = await createExpiring("90");
  const expiresAt = new Date(Date.now() - minute);
  await prisma.apiKey.update({ where: { workspaceId_id: { workspaceId, id: keyId } }, data: { expiresAt } });
  await warnAt(Date.now());
  expect(await deliverSubjects()).toEqual([]);
  for (let calls = 0; calls < 2; calls += 1)
    expect((await callInProcess(catalog)("/validate", { key })).status).toBe(401);
  await waitForLogs();
  await Promise.all([warnAt(Date.now()), warnAt(Date.now())]);
  expect(await deliverSubjects()).toEqual(Array(2).fill("Calls of Export are rejected: its key has expired"));
  await callInProcess(catalog)("/validate", { key });
  await waitForLogs();
  await warnAt(Date.now() + day);
  expect(await deliverSubjects()).toEqual([]);
});

async function createExpiring(
  expiry: string,
  { name = "Export", ...input }: { name?: string; ownerId?: string } = {},
) {
  const issued = await createApplication(workspaceId, null, { name, permissions: [], expiry, ...input });
  const { key } = await getApplication(workspaceId, issued.applicationId);
  return { ...issued, hint: key.hint, expiresAt: key.expiresAt?.getTime() ?? 0 };
}

function warnAt(time: number) {
  return warnAboutExpiringKeys(new Date(time));
}

/** The subjects of the emails that were queued since the last call. */
async function deliverSubjects(): Promise<(string | undefined)[]> {
  mailServer.mails.length = 0;
  // Emails of a moved clock are due.
  await prisma.email.updateMany({
    where: { nextAttemptAt: { not: null } },
    data: { nextAttemptAt: new Date(0), expiresAt: new Date(Date.now() + day) },
  });
  const deliver = createDelivery(createSender());
  while (await deliver());
  return mailServer.mails.map(({ subject }) => subject);
}
