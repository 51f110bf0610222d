import { randomBytes } from "node:crypto";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { createApplication } from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import { isManagementPermission, type Permission, permissionIds } from "@/lib/auth/permissions";
import { exampleAccount } from "@/lib/contacts/schema/account";
import { exampleUser } from "@/lib/contacts/schema/user";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { exampleApplicationId } from "@/lib/management/applications/schema";
import { createToken } from "@/lib/management/tokens/mutations";
import type { TokenScope } from "@/lib/management/tokens/schema";
import { exampleSegmentIds } from "@/lib/segments/schema";
import { foldName } from "@/lib/text/display-name";
import { createWorkspaceOf } from "./people";

export type TestApplication = {
  workspaceId: WorkspaceId;
  personId: string;
  id: string;
  keyId: string;
  key: string;
};

/** Creates an application with all permissions, or the given ones, in a new workspace unless one is given. */
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

/** Creates a management token, in a new workspace unless one is given. */
export async function createTokenIn(
  workspace?: { workspaceId: WorkspaceId; personId: string },
  scope: TokenScope = "write",
): Promise<TestApplication> {
  const { workspaceId, personId } = workspace ?? (await createOwnedWorkspace());
  const name = `Token ${createId()}`;
  const {
    applicationId: id,
    keyId,
    key,
  } = await createToken(workspaceId, personId, {
    name,
    scope,
    expiry: "90",
  });
  usedKeys.push(key);
  return { workspaceId, personId, id, keyId, key };
}

/** Creates the owner of a key that the endpoint accepts. */
export function createKeyFor(
  { permission }: Pick<EndpointSpec, "permission">,
  workspace?: { workspaceId: WorkspaceId; personId: string },
): Promise<TestApplication> {
  return isManagementPermission(permission) ? createTokenIn(workspace) : createApplicationIn(workspace);
}

async function createOwnedWorkspace() {
  const { workspaceId, actors } = await createWorkspaceOf("owner");
  return { workspaceId, personId: actors[0]?.personId ?? "" };
}

/** Every key created here. Tests check that none is stored or printed. */
export const usedKeys: string[] = [];

const planCondition = { type: "property", name: "plan", not: false };

/** Fills a workspace with one of everything in the docs' examples. Names contain the label. */
export async function fillWorkspace(workspaceId: WorkspaceId, label: string): Promise<void> {
  const id = () => `${label}-${createId()}`;
  const properties = { plan: label };
  await prisma.workspace.update({ where: { id: workspaceId }, data: { name: label } });
  const group = { workspaceId, id: id(), name: `${label} group` };
  const definition = { workspaceId, id: id(), name: `${label} event`, groupId: group.id };
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
      metadata: { note: label },
    },
  });
  for (const kind of ["user", "account"] as const) {
    const shared = { workspaceId, kind, name: `${label} ${kind}s` };
    await prisma.property.create({ data: { ...shared, label, type: "string", groupId: group.id } });
    const segment = { ...shared, id: exampleSegmentIds[kind] };
    const test = { operator: "is", value: label };
    const condition = { type: "group", match: "all", conditions: [{ ...planCondition, test }] };
    const body = { type: "segment", condition };
    await prisma.computation.create({ data: { ...segment, foldedName: foldName(segment.name), body } });
    const membership = { workspaceId, segmentId: segment.id };
    await prisma.contactChange.create({
      data: {
        ...shared,
        id: createId(),
        contactId: kind === "user" ? user.id : account.id,
        type: "segment",
        computationId: segment.id,
        entered: true,
        cause: `event ${definition.name}`,
      },
    });
    if (kind === "user") await prisma.segmentUser.create({ data: { ...membership, userId: user.id } });
    else await prisma.segmentAccount.create({ data: { ...membership, accountId: account.id } });
  }
  const application = { workspaceId, id: exampleApplicationId, name: `${label} application` };
  await prisma.application.create({
    data: {
      ...application,
      foldedName: foldName(application.name),
      permissions: ["ReadContacts"],
      allowedIps: [],
      keys: { create: { id: createId(), hash: randomBytes(32), hint: "x4Tq" } },
    },
  });
  await prisma.campaign.create({ data: { workspaceId, id: id(), name: `${label} campaign` } });
  await prisma.channel.create({ data: { workspaceId, id: id(), name: `${label} channel` } });
  await prisma.website.create({ data: { workspaceId, id: id(), domain, trackerId: id() } });
}
