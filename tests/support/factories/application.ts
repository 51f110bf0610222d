import { createApplication } from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import { type Permission, permissionIds } from "@/lib/auth/permissions";
import { exampleAccount } from "@/lib/contacts/schema/account";
import { exampleUser } from "@/lib/contacts/schema/user";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { createWorkspaceOf } from "./people";

export type TestApplication = {
  workspaceId: WorkspaceId;
  personId: string;
  id: string;
  keyId: string;
  key: string;
};

/** A fresh workspace, with an application in it that may do everything, or what is named. */
export async function createApplicationIn(
  workspace?: { workspaceId: WorkspaceId; personId: string },
  permissions: readonly Permission[] = permissionIds,
): Promise<TestApplication> {
  const { workspaceId, personId } = workspace ?? (await createOwnedWorkspace());
  const { applicationId: id, key } = await createApplication(workspaceId, personId, {
    name: `Application ${createId()}`,
    permissions: [...permissions],
  });
  usedKeys.push(key);
  const { key: current } = await getApplication(workspaceId, id);
  return { workspaceId, personId, id, keyId: current.id, key };
}

async function createOwnedWorkspace() {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  return { workspaceId, personId: actors[0]?.personId ?? "" };
}

/** Every key that was made here: none may be found anywhere afterwards. */
export const usedKeys: string[] = [];

/** Fills a workspace with one of everything that the docs' examples name, each bearing the mark where it can. */
export async function fillWorkspace(workspaceId: WorkspaceId, mark: string): Promise<void> {
  const id = () => `${mark}-${createId()}`;
  const properties = { plan: mark };
  await prisma.workspace.update({ where: { id: workspaceId }, data: { name: mark } });
  const group = { workspaceId, id: id(), name: `${mark} group` };
  const definition = { workspaceId, id: id(), name: `${mark} event`, groupId: group.id };
  const user = {
    workspaceId,
    id: id(),
    externalId: exampleUser.userId,
    email: exampleUser.email,
    properties,
  };
  const { accountId: externalId, domain } = exampleAccount;
  const account = { workspaceId, id: id(), externalId, domain, properties };
  await prisma.group.create({ data: group });
  await prisma.eventDefinition.create({ data: definition });
  await prisma.user.create({ data: user });
  await prisma.account.create({ data: account });
  await prisma.accountMember.create({ data: { workspaceId, accountId: account.id, userId: user.id } });
  await prisma.event.create({
    data: {
      workspaceId,
      id: id(),
      definitionId: definition.id,
      userId: user.id,
      accountId: account.id,
      triggeredAt: new Date(),
      metadata: { note: mark },
    },
  });
  for (const kind of ["user", "account"] as const) {
    const shared = { workspaceId, kind, name: `${mark} ${kind}s` };
    await prisma.property.create({ data: { ...shared, label: mark, type: "string", groupId: group.id } });
    const segment = { ...shared, id: id() };
    await prisma.segment.create({ data: segment });
    const membership = { workspaceId, segmentId: segment.id };
    if (kind === "user") await prisma.segmentUser.create({ data: { ...membership, userId: user.id } });
    else await prisma.segmentAccount.create({ data: { ...membership, accountId: account.id } });
  }
  await prisma.campaign.create({ data: { workspaceId, id: id(), name: `${mark} campaign` } });
  await prisma.channel.create({ data: { workspaceId, id: id(), name: `${mark} channel` } });
  await prisma.website.create({ data: { workspaceId, id: id(), domain, trackerId: id() } });
}
