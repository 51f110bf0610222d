import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import type { RoleName } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";

/** Creates a workspace with a member of each given role. Returns them as actors. */
export async function createWorkspaceOf(...roles: RoleName[]) {
  const id = createId();
  const slug = `test-${id.toLowerCase()}`;
  await prisma.workspace.create({ data: { id, name: "Test", slug } });
  const workspaceId = id as WorkspaceId;
  const actors: Actor[] = [];
  for (const role of roles) {
    const personId = await createStranger();
    await prisma.membership.create({ data: { workspaceId, personId, role } });
    actors.push({ personId, workspaceId, role });
  }
  return { workspaceId, slug, actors };
}

/** Creates a person without a workspace; returns their id. */
export async function createStranger(): Promise<string> {
  const id = createId();
  await prisma.person.create({ data: { id, name: "Somebody", email: `${id.toLowerCase()}@example.com` } });
  return id;
}
