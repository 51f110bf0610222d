import { describe, expect, it, test } from "vitest";
import {
  createApplication,
  deleteApplication,
  setEnabled,
  setRestrictions,
  updateApplication,
} from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import { listAuditEntries } from "@/lib/audit/queries";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { permissionIds } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { regenerateKey } from "@/lib/keys/mutations";
import { acceptInvitation, createInvitation, revokeInvitation } from "@/lib/members/invitations/mutations";
import { changeRole, removeMember } from "@/lib/members/mutations";
import { createWebsite, deleteWebsite, regenerateSecret, updateWebsite } from "@/lib/websites/mutations";
import { renameWorkspace } from "@/lib/workspaces/mutations";
import { createStranger, createWorkspaceOf } from "@/tests/support/factories/people";
import { findTablesWith } from "@/tests/support/matchers/search-database";

describe("audit entries of an application", () => {
  it("record its creation with its permissions", async () => {
    const { workspaceId, personId } = await createOwner();
    const { applicationId } = await createApplication(workspaceId, personId, {
      name: "Billing",
      permissions: ["ReadContacts", "TrackData"],
    });
    await createApplication(workspaceId, null, { name: "Uptime", permissions: [] });
    expect(await listEntries(workspaceId)).toEqual([
      "created the application Billing: allowed to “Read contacts”, “Track events, create and update contacts”",
      "created the application Uptime: without permissions",
    ]);
    const { rows } = await listAuditEntries(workspaceId);
    expect(rows).toMatchObject([
      { personId: null, personName: null },
      { personId, personName: "Somebody", subjectId: applicationId },
    ]);
  });

  it("record each changed property, and no unchanged one", async () => {
    const { workspaceId, personId, application } = await createWithApplication();
    const { id } = application;
    const edit = { id, name: "Billing sync", permissions: ["ReadEvents" as const], enabled: false };
    await updateApplication(workspaceId, personId, { ...edit, version: 1 });
    await updateApplication(workspaceId, personId, { ...edit, version: 2 });
    await updateApplication(workspaceId, personId, { ...edit, version: 3, permissions: [], enabled: true });
    expect(await listEntries(workspaceId)).toEqual([
      "renamed the application Billing: to Billing sync",
      "changed the permissions of Billing sync: added “Read events”, removed “Read contacts”",
      "disabled the application Billing sync",
      "changed the permissions of Billing sync: removed “Read events”",
      "enabled the application Billing sync",
    ]);
  });

  it("record the IP addresses that were added and removed", async () => {
    const { workspaceId, personId, application } = await createWithApplication();
    const { id } = application;
    for (const allowedIps of [["203.0.113.4", "10.0.0.0/8"], ["10.0.0.0/8", "2001:db8::/32"], []])
      await setRestrictions(workspaceId, personId, id, { allowedIps });
    await setRestrictions(workspaceId, personId, id, {});
    const text = "changed the IP addresses that may use Billing";
    expect(await listEntries(workspaceId)).toEqual([
      `${text}: added 203.0.113.4, 10.0.0.0/8`,
      `${text}: added 2001:db8::/32, removed 203.0.113.4`,
      `${text}: removed 10.0.0.0/8, 2001:db8::/32: every address is allowed`,
    ]);
  });

  it("record disabling and enabling, unless nothing changed", async () => {
    const { workspaceId, application } = await createWithApplication();
    for (const enabled of [true, false, false, true])
      await setEnabled(workspaceId, null, application.id, enabled);
    expect(await listEntries(workspaceId)).toEqual([
      "disabled the application Billing",
      "enabled the application Billing",
    ]);
  });

  it("record the regeneration of its key and its deletion", async () => {
    const { workspaceId, personId, application } = await createWithApplication();
    const { id, key } = application;
    await regenerateKey(workspaceId, personId, { applicationId: id, keyId: key.id });
    await deleteApplication(workspaceId, personId, id);
    expect(await listEntries(workspaceId)).toEqual([
      "regenerated the key of Billing",
      "deleted the application Billing",
    ]);
  });

  it("record no rejected change", async () => {
    const { workspaceId, personId, application } = await createWithApplication();
    const { id, key } = application;
    await createApplication(workspaceId, personId, { name: "Other", permissions: [] });
    const before = await listEntries(workspaceId);
    const edit = { id, version: 1, name: "Billing", permissions: [], enabled: true };
    const other = (await createOwner()).workspaceId;
    for (const change of [
      () => createApplication(workspaceId, personId, { name: "billing", permissions: [] }),
      () => updateApplication(workspaceId, personId, { ...edit, name: "other" }),
      () => updateApplication(workspaceId, personId, { ...edit, version: 7 }),
      () => updateApplication(other, personId, edit),
      () => setEnabled(other, personId, id, false),
      () => regenerateKey(workspaceId, personId, { applicationId: id, keyId: createId() }),
      () => regenerateKey(other, personId, { applicationId: id, keyId: key.id }),
      () => deleteApplication(other, personId, id),
    ])
      await expect(change()).rejects.toThrow();
    expect(await listEntries(workspaceId)).toEqual(before);
    expect(await listEntries(other)).toEqual([]);
  });

  it("record one of two concurrent regenerations or deletions", async () => {
    const { workspaceId, personId, application } = await createWithApplication();
    const { id, key } = application;
    const regenerate = () => regenerateKey(workspaceId, personId, { applicationId: id, keyId: key.id });
    await Promise.allSettled([regenerate(), regenerate()]);
    const remove = () => deleteApplication(workspaceId, personId, id);
    await Promise.allSettled([remove(), remove()]);
    expect(await listEntries(workspaceId)).toEqual([
      "regenerated the key of Billing",
      "deleted the application Billing",
    ]);
  });
});

test("rolls a change back when its audit entry cannot be written", async () => {
  const { workspaceId, personId, application } = await createWithApplication();
  const { id, key, version } = application;
  const actor: Actor = { workspaceId, personId, role: "owner" };
  await pool.query(`ALTER TABLE "AuditEntry" RENAME TO "Gone"`);
  const edit = { id, version, name: "Else", permissions: [], enabled: false };
  for (const change of [
    () => createApplication(workspaceId, personId, { name: "Other", permissions: [] }),
    () => updateApplication(workspaceId, personId, edit),
    () => setEnabled(workspaceId, personId, id, false),
    () => regenerateKey(workspaceId, personId, { applicationId: id, keyId: key.id }),
    () => deleteApplication(workspaceId, personId, id),
    () => createInvitation(workspaceId, actor, { role: "admin" }),
    () => renameWorkspace(actor, "Else"),
    () => createWebsite(workspaceId, personId, { domain: "acme.com", ...options }),
  ])
    await expect(change()).rejects.toThrow();
  await pool.query(`ALTER TABLE "Gone" RENAME TO "AuditEntry"`);
  expect(await getApplication(workspaceId, id)).toEqual(application);
  for (const count of [
    prisma.application.count({ where: { workspaceId, name: { not: "Billing" } } }),
    prisma.invitation.count({ where: { workspaceId } }),
    prisma.website.count({ where: { workspaceId } }),
    prisma.workspace.count({ where: { id: workspaceId, name: "Else" } }),
  ])
    expect(await count).toBe(0);
});

test("stores no key or secret in an audit entry, not even from a name", async () => {
  const { workspaceId, personId } = await createOwner();
  const { key } = await createApplication(workspaceId, personId, { name: "First", permissions: [] });
  await createApplication(workspaceId, personId, { name: `Uses ${key}`, permissions: [] });
  expect(await listEntries(workspaceId)).toContain(
    "created the application Uses [removed]: without permissions",
  );
  const { id } = await createWebsite(workspaceId, personId, { domain: "acme.com", ...options });
  const off = { ...options, verifiesIdentities: false };
  const edit = { id, from: off, ...off, verifiesIdentities: true };
  const { secret } = await updateWebsite(workspaceId, personId, edit);
  expect(await findTablesWith(pool, [secret ?? ""])).toEqual([]);
  expect(await findTablesWith(pool, [key])).toEqual(['public."Application"']);
});

describe("audit entries of members", () => {
  it("record invitations, revocations, and who joined by whose invitation", async () => {
    const { workspaceId, owner, ownerName } = await createOwner();
    const guestNote = { role: "member", note: "anna@example.com" } as const;
    const revoked = await createInvitation(workspaceId, owner, guestNote);
    await revokeInvitation(workspaceId, owner, revoked.id);
    await revokeInvitation(workspaceId, owner, revoked.id);
    const { token } = await createInvitation(workspaceId, owner, { role: "admin" });
    const guest = await createStranger();
    await acceptInvitation(guest, token);
    await acceptInvitation(guest, token);
    await expect(acceptInvitation(await createStranger(), token)).rejects.toThrow();
    expect(await listEntries(workspaceId)).toEqual([
      "invited a person to join as a member: for “anna@example.com”",
      "revoked an invitation to join as a member: for “anna@example.com”",
      "invited a person to join as an admin",
      `joined by invitation as an admin: invited by ${ownerName}`,
    ]);
    expect((await listAuditEntries(workspaceId)).rows[0]).toMatchObject({ personId: guest });
  });

  it("record role changes, removals and departures, with the invitations they revoked", async () => {
    const { workspaceId, actors } = await createWorkspaceOf("owner", "admin", "admin");
    const [owner, admin, leaving] = actors as [Actor, Actor, Actor];
    const { email } = await prisma.person.findUniqueOrThrow({ where: { id: admin.personId } });
    for (const role of ["admin", "member"] as const) await createInvitation(workspaceId, admin, { role });
    for (const role of ["admin", "member"] as const)
      await changeRole(workspaceId, owner, { personId: admin.personId, role });
    await removeMember(workspaceId, owner, admin.personId);
    await removeMember(workspaceId, leaving, leaving.personId);
    expect((await listEntries(workspaceId)).slice(2)).toEqual([
      `changed the role of Somebody: ${email}, from Admin to Member, 2 invitations of theirs revoked`,
      `removed Somebody from the workspace: ${email}, a member`,
      "left the workspace as an admin",
    ]);
  });

  it("record no rejected change", async () => {
    const { workspaceId, actors } = await createWorkspaceOf("owner", "member");
    const [owner, member] = actors as [Actor, Actor];
    for (const change of [
      () => createInvitation(workspaceId, member, { role: "member" }),
      () => changeRole(workspaceId, member, { personId: member.personId, role: "owner" }),
      () => removeMember(workspaceId, member, owner.personId),
      () => removeMember(workspaceId, owner, owner.personId),
    ])
      await expect(change()).rejects.toThrow();
    expect(await listEntries(workspaceId)).toEqual([]);
  });
});

test("records the old name of a renamed workspace, unless nothing changed", async () => {
  const { workspaceId, owner } = await createOwner();
  for (const name of ["Acme", "Acme"]) await renameWorkspace(owner, name);
  expect(await listEntries(workspaceId)).toEqual(["renamed the workspace Test: to Acme"]);
});

test("records the changes of a website, and no rejected one", async () => {
  const { workspaceId, personId } = await createOwner();
  const add = () => createWebsite(workspaceId, personId, { domain: "acme.com", ...options });
  const { id } = await add();
  await expect(add()).rejects.toThrow();
  const from = { ...options, verifiesIdentities: false };
  const to = { allowsAnyDomain: true, honorsOptOut: true, verifiesIdentities: true };
  const { website } = await updateWebsite(workspaceId, personId, { id, from, ...to });
  await updateWebsite(workspaceId, personId, { id, from: to, ...to });
  await expect(updateWebsite(workspaceId, personId, { id, from, ...to })).rejects.toThrow();
  const secretFingerprint = website.secretFingerprint ?? "";
  await regenerateSecret(workspaceId, personId, { id, secretFingerprint });
  await expect(regenerateSecret(workspaceId, personId, { id, secretFingerprint })).rejects.toThrow();
  await deleteWebsite(workspaceId, personId, id);
  await expect(deleteWebsite(workspaceId, personId, id)).rejects.toThrow();
  expect(await listEntries(workspaceId)).toEqual([
    "added the website acme.com",
    "changed the settings of the website acme.com: turned “Allow any domain” on, turned “Verify identities” on",
    "regenerated the secret of the website acme.com",
    "deleted the website acme.com",
  ]);
});

const options = { allowsAnyDomain: false, honorsOptOut: true };

async function createOwner() {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const { name, email } = await prisma.person.findUniqueOrThrow({ where: { id: owner.personId } });
  return { workspaceId, owner, personId: owner.personId, ownerName: `${name} (${email})` };
}

/** Creates an application. The entry of its creation is not listed. */
async function createWithApplication() {
  const { workspaceId, personId } = await createOwner();
  const input = { name: "Billing", permissions: permissionIds.slice(0, 1) };
  const { applicationId } = await createApplication(workspaceId, personId, input);
  const { rows } = await listAuditEntries(workspaceId);
  for (const { id } of rows) unlisted.add(id);
  return { workspaceId, personId, application: await getApplication(workspaceId, applicationId) };
}

const unlisted = new Set<string>();

/** Lists the texts of the screen, oldest first: "created the application Billing: without permissions". */
async function listEntries(workspaceId: WorkspaceId): Promise<string[]> {
  const { rows } = await listAuditEntries(workspaceId);
  return rows
    .filter(({ id }) => !unlisted.has(id))
    .toReversed()
    .map(({ text, subject, detail }) => text.replace("…", subject) + (detail && `: ${detail}`));
}
