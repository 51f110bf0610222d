import { GET as unknownPath } from "@/app/api/[...unknown]/route";
import { exampleAccount } from "@/lib/accounts/schema";
import type { Endpoint } from "@/lib/api/endpoint";
import { createApiRouter } from "@/lib/api/router";
import { createApplication } from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import type { WorkspaceId } from "@/lib/auth/actor";
import { type Permission, permissionIds } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { exampleUser } from "@/lib/users/schema";
import { createWorkspaceOf } from "./people";

export type CallOptions = {
  method?: string;
  key?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
};

/** Calls the API under test, one way or another. The path is as in the docs: "/validate". */
export type CallApi = (path: string, options?: CallOptions) => Promise<Response>;

/** Calls the handlers themselves, as the front door does. */
export function callInProcess(endpoints: readonly Endpoint[]): CallApi {
  const answer = createApiRouter(endpoints, unknownPath);
  return (path, options) => answer(toRequest("http://localhost", path, options));
}

/** Calls a server that believes `x-forwarded-for`. */
export function callOverHttp(origin: string): CallApi {
  return (path, options) => fetch(toRequest(origin, path, options));
}

let calls = 0;

/** Each call comes from an address of its own: what is counted by address stays out of other tests' way. */
function toRequest(origin: string, path: string, { method, key, headers, body }: CallOptions = {}): Request {
  calls += 1;
  return new Request(`${origin}/api${path}`, {
    method: method ?? "GET",
    headers: {
      "x-forwarded-for": `10.${(calls >> 16) & 255}.${(calls >> 8) & 255}.${calls & 255}`,
      ...(key !== undefined && { "x-api-key": key }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body, duplex: "half" }),
  });
}

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

export type LoggedRow = { id: string; applicationId: string; status: number; ipAddress: string };

/** What the log holds of a workspace by now, in the order of the calls. */
export async function readLog(workspaceId: string): Promise<LoggedRow[]> {
  const { rows } = await pool.query<LoggedRow>(
    `SELECT l."id", k."applicationId", k."status", k."ipAddress"
     FROM "RequestLog" l JOIN "RequestKind" k ON k."workspaceId" = l."workspaceId" AND k."id" = l."kindId"
     WHERE l."workspaceId" = $1 ORDER BY l."id"`,
    [workspaceId],
  );
  return rows;
}
