import { expect, test } from "vitest";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import type { RoleName } from "@/lib/auth/permissions";
import { createInvitation } from "@/lib/members/invitations/mutations";
import { changeRole, removeMember } from "@/lib/members/mutations";
import { listMembers, listPendingInvitations } from "@/lib/members/queries";
import { createStranger, createWorkspaceOf } from "@/tests/support/factories/people";

test("the last owner cannot leave, be removed or be demoted", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin");
  const [owner, admin] = actors as Pair;
  const forbidden = {
    code: "forbidden",
    message: "You are the last owner. Make another member an owner first.",
  };
  await expect(removeMember(workspaceId, owner, owner.personId)).rejects.toMatchObject(forbidden);
  await expect(setRole(workspaceId, owner, owner, "admin")).rejects.toMatchObject(forbidden);
  await expect(removeMember(workspaceId, admin, owner.personId)).rejects.toMatchObject({ code: "forbidden" });
});

test("only one of two owners who leave concurrently succeeds", { repeats: 4 }, async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "owner");
  const attempts = await Promise.allSettled(
    actors.map((owner) => removeMember(workspaceId, owner, owner.personId)),
  );
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await listRoles(workspaceId)).toEqual(["owner"]);
});

test("only one of two owners who demote each other concurrently succeeds", { repeats: 4 }, async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "owner");
  const [one, other] = actors as Pair;
  const attempts = await Promise.allSettled([
    setRole(workspaceId, one, other, "member"),
    setRole(workspaceId, other, one, "member"),
  ]);
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await listRoles(workspaceId)).toEqual(["member", "owner"]);
});

test("admins manage admins and members, but not owners", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("admin", "admin", "owner", "owner");
  const [admin, colleague, owner] = actors as Triple;
  await setRole(workspaceId, admin, colleague, "member");
  const onlyOwners = { code: "forbidden", message: "Only owners can do this." };
  await expect(setRole(workspaceId, admin, colleague, "owner")).rejects.toMatchObject(onlyOwners);
  await expect(setRole(workspaceId, admin, owner, "member")).rejects.toMatchObject(onlyOwners);
  await expect(removeMember(workspaceId, admin, owner.personId)).rejects.toMatchObject(onlyOwners);
  await expect(createInvitation(workspaceId, admin, { role: "owner" })).rejects.toMatchObject(onlyOwners);
});

test("members can only leave", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("member", "member", "owner");
  const [member, other] = actors as Pair;
  const forbidden = { code: "forbidden" };
  await expect(setRole(workspaceId, member, member, "admin")).rejects.toMatchObject(forbidden);
  await expect(removeMember(workspaceId, member, other.personId)).rejects.toMatchObject(forbidden);
  await expect(createInvitation(workspaceId, member, { role: "member" })).rejects.toMatchObject(forbidden);
  await removeMember(workspaceId, member, member.personId);
  expect(await listRoles(workspaceId)).toEqual(["member", "owner"]);
});

test("checks the actor's current role, not the role at the start of the request", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("admin", "member", "owner");
  const [admin, member, owner] = actors as Triple;
  await setRole(workspaceId, owner, admin, "member");
  await expect(removeMember(workspaceId, admin, member.personId)).rejects.toMatchObject({
    code: "forbidden",
  });
  await removeMember(workspaceId, owner, admin.personId);
  await expect(removeMember(workspaceId, admin, member.personId)).rejects.toMatchObject({
    code: "not_found",
  });
});

test("returns not_found for a person of another workspace", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const stranger = await createStranger();
  const elsewhere = (await createWorkspaceOf("member")).actors[0]?.personId ?? "";
  for (const personId of [stranger, elsewhere, "nobody"]) {
    const notFound = { code: "not_found", message: "This person is no longer a member." };
    await expect(removeMember(workspaceId, owner, personId)).rejects.toMatchObject(notFound);
    await expect(changeRole(workspaceId, owner, { personId, role: "admin" })).rejects.toMatchObject(notFound);
  }
});

test("removing or demoting a member revokes the invitations that they could no longer create", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "owner", "admin");
  const [owner, second, admin] = actors as Triple;
  await createInvitation(workspaceId, second, { role: "owner" });
  await createInvitation(workspaceId, second, { role: "admin" });
  await createInvitation(workspaceId, admin, { role: "admin" });
  const pendingRoles = async () => (await listPendingInvitations(workspaceId)).map(({ role }) => role).sort();

  await setRole(workspaceId, owner, second, "admin");
  expect(await pendingRoles()).toEqual(["admin", "admin"]);
  await setRole(workspaceId, owner, second, "member");
  expect(await pendingRoles()).toEqual(["admin"]);
  await removeMember(workspaceId, owner, admin.personId);
  expect(await pendingRoles()).toEqual([]);
});

type Pair = [Actor, Actor];
type Triple = [Actor, Actor, Actor];

function setRole(workspaceId: WorkspaceId, actor: Actor, member: Actor, role: RoleName) {
  return changeRole(workspaceId, actor, { personId: member.personId, role });
}

async function listRoles(workspaceId: WorkspaceId): Promise<RoleName[]> {
  return (await listMembers(workspaceId)).map(({ role }) => role).sort();
}
