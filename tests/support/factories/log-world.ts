import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";

/** A workspace with an application. */
export type LogWorld = { workspaceId: WorkspaceId; applicationId: string };

export async function createLogWorld(): Promise<LogWorld> {
  const workspaceId = createId() as WorkspaceId;
  await prisma.workspace.create({ data: { id: workspaceId, name: "Here", slug: workspaceId.toLowerCase() } });
  return { workspaceId, applicationId: await addApplication(workspaceId, "Importer") };
}

export async function addApplication(workspaceId: WorkspaceId, name: string): Promise<string> {
  const id = createId();
  await prisma.application.create({ data: { workspaceId, id, name, foldedName: name.toLowerCase() } });
  return id;
}
