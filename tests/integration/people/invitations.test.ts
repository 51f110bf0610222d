import { expect, test } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { acceptInvitation, createInvitation, revokeInvitation } from "@/lib/members/mutations";
import { findInvitation, listMembers, listPendingInvitations } from "@/lib/members/queries";
import { createStranger, createWorkspaceOf } from "@/tests/support/factories/people";

test("a link lets one person in with the role it was made for, and then no longer works", async () => {
  const { workspaceId, slug, token } = await invite();
  const personId = await createStranger();
  expect(await findInvitation(token)).toMatchObject({ role: "admin", workspace: { slug } });
  expect(await acceptInvitation(personId, token)).toEqual({ slug });
  expect(await listMembers(workspaceId)).toContainEqual(expect.objectContaining({ personId, role: "admin" }));
  expect(await findInvitation(token)).toBeNull();
  await expect(acceptInvitation(await createStranger(), token)).rejects.toMatchObject({ code: "not_found" });
});

test("two people who open a link at the same moment do not both get in", { repeats: 4 }, async () => {
  const { workspaceId, token } = await invite();
  const people = await Promise.all([createStranger(), createStranger()]);
  const attempts = await Promise.allSettled(people.map((personId) => acceptInvitation(personId, token)));
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await listMembers(workspaceId)).toHaveLength(2);
});

test("one person who opens a link in two tabs gets in once and sees no failure", async () => {
  const { workspaceId, slug, token } = await invite();
  const personId = await createStranger();
  const twice = [acceptInvitation(personId, token), acceptInvitation(personId, token)];
  expect(await Promise.all(twice)).toEqual([{ slug }, { slug }]);
  expect(await listMembers(workspaceId)).toHaveLength(2);
});

test("a member who opens a link stays what they are, and the link stays good", async () => {
  const { workspaceId, owner, slug, token } = await invite();
  expect(await acceptInvitation(owner.personId, token)).toEqual({ slug });
  expect(await listMembers(workspaceId)).toEqual([
    expect.objectContaining({ personId: owner.personId, role: "owner" }),
  ]);
  expect(await findInvitation(token)).not.toBeNull();
});

test("an expired, a revoked and an unknown link have the same answer", async () => {
  const [expired, revoked] = [await invite(), await invite()];
  await prisma.invitation.updateMany({
    where: { workspaceId: expired.workspaceId },
    data: { expiresAt: new Date(Date.now() - 1) },
  });
  await revokeInvitation(revoked.workspaceId, revoked.owner, revoked.id);
  const personId = await createStranger();
  const refusals: unknown[] = [];
  for (const token of [expired.token, revoked.token, "unknown"]) {
    expect(await findInvitation(token)).toBeNull();
    refusals.push(await acceptInvitation(personId, token).catch((error) => error.message));
  }
  expect(new Set(refusals)).toEqual(new Set([expect.stringContaining("does not work any more")]));
  expect(await listPendingInvitations(expired.workspaceId)).toEqual([]);
});

test("a link that somebody joined with is not taken for revoked", async () => {
  const { id, token, workspaceId, owner } = await invite();
  await acceptInvitation(await createStranger(), token);
  await expect(revokeInvitation(workspaceId, owner, id)).rejects.toMatchObject({ code: "conflict" });
});

test("who may not make an owner cannot revoke the invitation of one either", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin");
  const [owner, admin] = actors as [Actor, Actor];
  const { id, token } = await createInvitation(workspaceId, owner, { role: "owner" });
  await expect(revokeInvitation(workspaceId, admin, id)).rejects.toMatchObject({ code: "forbidden" });
  expect(await findInvitation(token)).not.toBeNull();
});

test("another workspace's invitation cannot be revoked", async () => {
  const { id, token } = await invite();
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  await revokeInvitation(workspaceId, actors[0] as Actor, id);
  expect(await findInvitation(token)).not.toBeNull();
});

test("the link's token is in no column of the database", async () => {
  const { token } = await invite();
  const rows = await prisma.invitation.findMany();
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("pending invitations are told apart by their notes, which the guest does not see", async () => {
  const { workspaceId, owner, token } = await invite();
  await createInvitation(workspaceId, owner, { role: "admin", note: "anna@example.com" });
  expect((await listPendingInvitations(workspaceId)).map(({ note }) => note)).toEqual([
    "anna@example.com",
    "",
  ]);
  expect(await findInvitation(token)).not.toHaveProperty("note");
});

async function invite() {
  const { workspaceId, slug, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const { id, token } = await createInvitation(workspaceId, owner, { role: "admin" });
  return { workspaceId, slug, owner, id, token };
}
