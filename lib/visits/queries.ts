import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { readPage } from "@/lib/db/read-page";
import type { Page, PageQuery } from "@/lib/page";
import type { Campaign, Channel } from "@/lib/visits/schema";

/** Oldest first. */
export function listChannels(workspaceId: WorkspaceId, page: PageQuery): Promise<Page<Channel>> {
  return readPage<Channel>(
    {
      columns: Prisma.sql`c."id", c."name"`,
      from: Prisma.sql`"Channel" c`,
      where: [Prisma.sql`c."workspaceId" = ${workspaceId}`],
      order: { id: Prisma.sql`c."id"` },
    },
    page,
  );
}

/** Oldest first. */
export function listCampaigns(workspaceId: WorkspaceId, page: PageQuery): Promise<Page<Campaign>> {
  return readPage<Campaign>(
    {
      columns: Prisma.sql`c."id", c."name"`,
      from: Prisma.sql`"Campaign" c`,
      where: [Prisma.sql`c."workspaceId" = ${workspaceId}`],
      order: { id: Prisma.sql`c."id"` },
    },
    page,
  );
}
