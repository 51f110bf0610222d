import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { catalog } from "@/app/api/catalog";
import { deleteApplication, restoreApplication, setEnabled } from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import { listAuditEntries } from "@/lib/audit/queries";
import { prisma } from "@/lib/db/prisma";
import { createDelivery } from "@/lib/email/sender";
import { createSender } from "@/lib/email/transport";
import { regenerateKey } from "@/lib/keys/mutations";
import { createKey } from "@/lib/keys/secret";
import { reportLeakedKeys } from "@/lib/leaked-keys/mutations";
import { listLeakedApplications } from "@/lib/leaked-keys/queries";
import { createToken } from "@/lib/management/tokens/mutations";
import { listTokens } from "@/lib/management/tokens/queries";
import { createApplicationIn, usedKeys } from "@/tests/support/factories/application";
import { createWorkspaceOf } from "@/tests/support/factories/people";
import { callInProcess } from "@/tests/support/servers/call-api";
import { provideMailServer } from "@/tests/support/servers/provide-mail-server";

const mailServer = provideMailServer();
const call = callInProcess(catalog);
const getStatus = async (key: string) => (await call("/validate", { key })).status;
const hash = (key: string) => createHash("sha256").update(key).digest("hex");
const report = (...keys: string[]) => reportLeakedKeys(keys.map(hash));

test("disables the application of a reported key, and tells owners and admins once", async () => {
  const { application, emails } = await createWorkspace();
  const { workspaceId, id, key } = application;
  expect(await getStatus(key)).toBe(200);
  expect(await report(key, createKey().key)).toEqual(new Set([hash(key)]));
  expect(await getStatus(key)).toBe(403);
  expect(await report(key)).toEqual(new Set([hash(key)]));
  const { name, key: current } = await getApplication(workspaceId, id);
  expect(await listLeakedApplications(workspaceId)).toEqual([
    { id, name, enabled: false, leakedAt: current.leakedAt },
  ]);
  const { rows } = await listAuditEntries(workspaceId);
  expect(rows.filter(({ action }) => action === "application.leak")).toMatchObject([
    {
      personId: null,
      subject: name,
      subjectId: id,
      detail: "by a visitor; its calls are rejected, because the application was disabled",
    },
  ]);
  await deliverAll();
  expect(mailServer.mails.flatMap(({ envelope }) => envelope.to).toSorted()).toEqual(emails.toSorted());
  const { subject = "", text = "" } = mailServer.mails[0] ?? {};
  expect(subject).toMatch(/^The API key of .* was reported as leaked$/);
  expect(text).toContain(`/settings/api-access/${id}`);
  expect(text).not.toContain(key);
});

test("disables an application that was enabled again with the reported key, and forgets it once the key is replaced", async () => {
  const { application } = await createWorkspace();
  const { workspaceId, personId, id, keyId, key } = application;
  await report(key);
  await setEnabled(workspaceId, personId, id, true);
  expect(await getStatus(key)).toBe(200);
  await report(key);
  expect(await getStatus(key)).toBe(403);
  const { key: replacement } = await regenerateKey(workspaceId, personId, { applicationId: id, keyId });
  usedKeys.push(replacement);
  await setEnabled(workspaceId, personId, id, true);
  await report(key);
  expect(await getStatus(replacement)).toBe(200);
  expect(await listLeakedApplications(workspaceId)).toEqual([]);
});

test("stops only the old key if that was reported", async () => {
  const { application } = await createWorkspace();
  const { workspaceId, personId, id, keyId, key } = application;
  const current = { applicationId: id, keyId, overlap: "week" as const };
  const { key: replacement } = await regenerateKey(workspaceId, personId, current);
  usedKeys.push(replacement);
  await report(key);
  expect([await getStatus(key), await getStatus(replacement)]).toEqual([401, 200]);
  const [entry] = (await listAuditEntries(workspaceId)).rows;
  expect(entry?.detail).toBe("by a visitor; it was the old key, which has stopped");
});

test("marks the key of a deleted application, which a restoration does not hide, without an email", async () => {
  const { application } = await createWorkspace();
  const { workspaceId, personId, id, key } = application;
  await deleteApplication(workspaceId, personId, id);
  await report(key);
  await deliverAll();
  expect(mailServer.mails).toEqual([]);
  await restoreApplication(workspaceId, personId, { id });
  expect(await listLeakedApplications(workspaceId)).toMatchObject([{ id }]);
});

test("revokes a reported management token", async () => {
  const { application } = await createWorkspace();
  const { workspaceId, personId } = application;
  const { key } = await createToken(workspaceId, personId, {
    name: "Terraform",
    scope: "write",
    expiry: "30",
  });
  usedKeys.push(key);
  const list = async () => (await call("/management/applications", { key })).status;
  expect(await list()).toBe(200);
  await report(key);
  expect(await list()).toBe(401);
  expect(await listTokens(workspaceId)).toEqual([]);
  const [entry] = (await listAuditEntries(workspaceId)).rows;
  expect(entry).toMatchObject({
    action: "token.leak",
    detail: "by a visitor; the management token was revoked",
  });
  await deliverAll();
  expect(mailServer.mails[0]?.text).toContain("The API key of the management token");
});

/** A workspace with an owner, an admin and a member. `emails` are those of the first two. */
async function createWorkspace() {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin", "member");
  const [owner, admin] = actors;
  const application = await createApplicationIn({ workspaceId, personId: owner?.personId ?? "" });
  const people = await prisma.person.findMany({
    where: { id: { in: [owner?.personId ?? "", admin?.personId ?? ""] } },
    select: { email: true },
  });
  return { application, emails: people.map(({ email }) => email) };
}

async function deliverAll(): Promise<void> {
  const deliver = createDelivery(createSender());
  while (await deliver(Date.now() + 1000));
}
