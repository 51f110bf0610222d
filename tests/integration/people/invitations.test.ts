import { expect, test } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import {
  acceptInvitation,
  createInvitation,
  resendInvitation,
  revokeInvitation,
} from "@/lib/members/invitations/mutations";
import { findInvitation, listMembers, listPendingInvitations } from "@/lib/members/queries";
import { createStranger, createWorkspaceOf } from "@/tests/support/factories/people";

test("a link adds one person with its role, then stops working", async () => {
  const { workspaceId, slug, token } = await invite();
  const personId = await createStranger();
  expect(await findInvitation(token)).toMatchObject({ role: "admin", workspace: { slug } });
  expect(await acceptInvitation(personId, token)).toEqual({ slug });
  expect(await listMembers(workspaceId)).toContainEqual(expect.objectContaining({ personId, role: "admin" }));
  expect(await findInvitation(token)).toBeNull();
  await expect(acceptInvitation(await createStranger(), token)).rejects.toMatchObject({ code: "not_found" });
});

test("only one of two people joins when both accept a link concurrently", { repeats: 4 }, async () => {
  const { workspaceId, token } = await invite();
  const people = await Promise.all([createStranger(), createStranger()]);
  const attempts = await Promise.allSettled(people.map((personId) => acceptInvitation(personId, token)));
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await listMembers(workspaceId)).toHaveLength(2);
});

test("a person who accepts a link in two tabs joins once without an error", async () => {
  const { workspaceId, slug, token } = await invite();
  const personId = await createStranger();
  const twice = [acceptInvitation(personId, token), acceptInvitation(personId, token)];
  expect(await Promise.all(twice)).toEqual([{ slug }, { slug }]);
  expect(await listMembers(workspaceId)).toHaveLength(2);
});

test("a member who accepts a link keeps their role, and the link stays valid", async () => {
  const { workspaceId, owner, slug, token } = await invite();
  expect(await acceptInvitation(owner.personId, token)).toEqual({ slug });
  expect(await listMembers(workspaceId)).toEqual([
    expect.objectContaining({ personId: owner.personId, role: "owner" }),
  ]);
  expect(await findInvitation(token)).not.toBeNull();
});

test("returns the same error for an expired, a revoked and an unknown link", async () => {
  const [expired, revoked] = [await invite(), await invite()];
  await prisma.invitation.updateMany({
    where: { workspaceId: expired.workspaceId },
    data: { expiresAt: new Date(Date.now() - 1) },
  });
  await revokeInvitation(revoked.workspaceId, revoked.owner, revoked.id);
  const personId = await createStranger();
  const messages: unknown[] = [];
  for (const token of [expired.token, revoked.token, "unknown"]) {
    expect(await findInvitation(token)).toBeNull();
    messages.push(await acceptInvitation(personId, token).catch((error) => error.message));
  }
  expect(new Set(messages)).toEqual(new Set([expect.stringContaining("Ask for a new link.")]));
  expect(await listPendingInvitations(expired.workspaceId)).toEqual([]);
});

test("returns a conflict when a used invitation is revoked", async () => {
  const { id, token, workspaceId, owner } = await invite();
  await acceptInvitation(await createStranger(), token);
  await expect(revokeInvitation(workspaceId, owner, id)).rejects.toMatchObject({ code: "conflict" });
});

test("an admin cannot revoke the invitation of an owner", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin");
  const [owner, admin] = actors as [Actor, Actor];
  const { id, token } = await createInvitation(workspaceId, owner, { role: "owner" });
  await expect(revokeInvitation(workspaceId, admin, id)).rejects.toMatchObject({ code: "forbidden" });
  expect(await findInvitation(token)).not.toBeNull();
});

test("does not revoke an invitation of another workspace", async () => {
  const { id, token } = await invite();
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  await revokeInvitation(workspaceId, actors[0] as Actor, id);
  expect(await findInvitation(token)).not.toBeNull();
});

test("stores no invitation token in the database", async () => {
  const { token } = await invite();
  const rows = await prisma.invitation.findMany();
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("lists pending invitations with notes, and hides the note from the guest", async () => {
  const { workspaceId, owner, token } = await invite();
  await createInvitation(workspaceId, owner, { role: "admin", note: "anna@example.com" });
  expect((await listPendingInvitations(workspaceId)).map(({ note }) => note)).toEqual([
    "anna@example.com",
    "",
  ]);
  expect(await findInvitation(token)).not.toHaveProperty("note");
});

test("without a mail server an invitation for an email has a link to copy, and nothing is queued", async () => {
  const { workspaceId, owner } = await invite();
  const email = `${createId().toLowerCase()}@example.com`;
  const { token, isEmailed, id } = await createInvitation(workspaceId, owner, { role: "member", email });
  expect(isEmailed).toBe(false);
  expect(await findInvitation(token)).toMatchObject({ email });
  expect((await listPendingInvitations(workspaceId))[0]).toMatchObject({ email, delivery: null });
  await expect(acceptInvitation(await createStranger(), token)).rejects.toMatchObject({ code: "forbidden" });
  await expect(resendInvitation(workspaceId, owner, id)).rejects.toMatchObject({ code: "unavailable" });
  expect(await findInvitation(token)).not.toBeNull();
});

async function invite() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const { id, token } = await createInvitation(workspaceId, owner, { role: "admin" });
  return { workspaceId, slug, owner, id, token };
}
