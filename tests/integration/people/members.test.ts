import { expect, test } from "vitest";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import type { RoleName } from "@/lib/auth/permissions";
import { changeRole, createInvitation, removeMember } from "@/lib/members/mutations";
import { listMembers, listPendingInvitations } from "@/lib/members/queries";
import { createStranger, createWorkspaceOf } from "@/tests/support/factories/people";

test("the last owner cannot leave, be removed or become something less", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "admin");
  const [owner, admin] = actors as Pair;
  const forbidden = {
    code: "forbidden",
    message: "You are the last owner. Make somebody else an owner first.",
  };
  await expect(removeMember(workspaceId, owner, owner.personId)).rejects.toMatchObject(forbidden);
  await expect(setRole(workspaceId, owner, owner, "admin")).rejects.toMatchObject(forbidden);
  await expect(removeMember(workspaceId, admin, owner.personId)).rejects.toMatchObject({ code: "forbidden" });
});

test("two owners who leave at the same moment do not both succeed", { repeats: 4 }, async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "owner");
  const attempts = await Promise.allSettled(
    actors.map((owner) => removeMember(workspaceId, owner, owner.personId)),
  );
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await rolesIn(workspaceId)).toEqual(["owner"]);
});

test("two owners who demote each other at the same moment do not both succeed", { repeats: 4 }, async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner", "owner");
  const [one, other] = actors as Pair;
  const attempts = await Promise.allSettled([
    setRole(workspaceId, one, other, "member"),
    setRole(workspaceId, other, one, "member"),
  ]);
  expect(attempts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await rolesIn(workspaceId)).toEqual(["member", "owner"]);
});

test("admins manage admins and members, and neither touch owners nor make them", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("admin", "admin", "owner", "owner");
  const [admin, colleague, owner] = actors as Triple;
  await setRole(workspaceId, admin, colleague, "member");
  const onlyOwners = { code: "forbidden", message: "Only owners can do this." };
  await expect(setRole(workspaceId, admin, colleague, "owner")).rejects.toMatchObject(onlyOwners);
  await expect(setRole(workspaceId, admin, owner, "member")).rejects.toMatchObject(onlyOwners);
  await expect(removeMember(workspaceId, admin, owner.personId)).rejects.toMatchObject(onlyOwners);
  await expect(createInvitation(workspaceId, admin, { role: "owner" })).rejects.toMatchObject(onlyOwners);
});

test("members change nothing but may leave", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("member", "member", "owner");
  const [member, other] = actors as Pair;
  const forbidden = { code: "forbidden" };
  await expect(setRole(workspaceId, member, member, "admin")).rejects.toMatchObject(forbidden);
  await expect(removeMember(workspaceId, member, other.personId)).rejects.toMatchObject(forbidden);
  await expect(createInvitation(workspaceId, member, { role: "member" })).rejects.toMatchObject(forbidden);
  await removeMember(workspaceId, member, member.personId);
  expect(await rolesIn(workspaceId)).toEqual(["member", "owner"]);
});

test("what counts is the actor's role now, not the one their request began with", async () => {
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

test("somebody of another workspace cannot be found, changed or removed", async () => {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  const [owner] = actors as [Actor];
  const stranger = await createStranger();
  const elsewhere = (await createWorkspaceOf("member")).actors[0]?.personId ?? "";
  for (const personId of [stranger, elsewhere, "nobody"]) {
    const gone = { code: "not_found", message: "This person is not a member any more." };
    await expect(removeMember(workspaceId, owner, personId)).rejects.toMatchObject(gone);
    await expect(changeRole(workspaceId, owner, { personId, role: "admin" })).rejects.toMatchObject(gone);
  }
});

test("whoever is removed or demoted leaves no invitation behind that they could not make now", async () => {
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

async function rolesIn(workspaceId: WorkspaceId): Promise<RoleName[]> {
  return (await listMembers(workspaceId)).map(({ role }) => role).sort();
}
