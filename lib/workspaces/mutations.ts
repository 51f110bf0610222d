import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { retryWhileTaken } from "@/lib/db/retry";
import { createId } from "@/lib/ids";
import { createSlug } from "@/lib/workspaces/slug";

/** A new workspace, owned by the person who makes it. */
export async function createWorkspace(personId: string, name: string): Promise<{ slug: string }> {
  return retryWhileTaken((attempt) =>
    prisma.workspace.create({
      data: {
        id: createId(),
        name,
        slug: createSlug(name, attempt),
        memberships: { create: { personId, role: "owner" } },
      },
      select: { slug: true },
    }),
  );
}

/** The name alone: the slug stays, because links and bookmarks have it. */
export async function renameWorkspace(workspaceId: WorkspaceId, name: string): Promise<{ name: string }> {
  return prisma.workspace.update({ where: { id: workspaceId }, data: { name }, select: { name: true } });
}
