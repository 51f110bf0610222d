import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import type { LeakedApplication } from "@/lib/leaked-keys/schema";

const maxListed = 5;

/** The applications whose current key was reported as leaked, the last report first. */
export async function listLeakedApplications(workspaceId: WorkspaceId): Promise<LeakedApplication[]> {
  const keys = await prisma.apiKey.findMany({
    where: {
      workspaceId,
      revokedAt: null,
      leakedAt: { not: null },
      application: { deletedAt: null, isManagement: false },
    },
    select: { leakedAt: true, application: { select: { id: true, name: true, enabled: true } } },
    orderBy: { leakedAt: "desc" },
    take: maxListed,
  });
  return keys.flatMap(({ leakedAt, application }) => (leakedAt ? [{ ...application, leakedAt }] : []));
}
