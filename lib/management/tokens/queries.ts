import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import type { TokenRow } from "@/lib/management/tokens/schema";

/** The tokens of a workspace that are not revoked. */
export function tokensOf(workspaceId: WorkspaceId) {
  return { workspaceId, isManagement: true, deletedAt: null };
}

/** Lists the tokens of a workspace, newest first. There are 20 at most. */
export async function listTokens(workspaceId: WorkspaceId): Promise<TokenRow[]> {
  const found = await prisma.application.findMany({
    where: tokensOf(workspaceId),
    select: {
      id: true,
      name: true,
      permissions: true,
      createdAt: true,
      createdBy: { select: { name: true } },
      lastUsedAt: true,
      keys: { where: { revokedAt: null }, select: { id: true, hint: true, expiresAt: true } },
    },
    orderBy: { id: "desc" },
  });
  return found.flatMap(({ permissions, createdBy, keys: [key], ...token }) =>
    // Without a key while another request revokes the token.
    key
      ? [
          {
            ...token,
            scope: permissions.includes("ManageApplications") ? "write" : "read",
            createdBy: createdBy?.name ?? null,
            key,
          },
        ]
      : [],
  );
}

/** The person who created a token; null once that account is deleted. */
export async function findTokenAuthor(workspaceId: WorkspaceId, tokenId: string): Promise<string | null> {
  const token = await prisma.application.findFirst({
    where: { workspaceId, id: tokenId, isManagement: true },
    select: { createdById: true },
  });
  return token?.createdById ?? null;
}
