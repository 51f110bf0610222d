import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Campaign } from "@/lib/campaigns/schema";
import { Prisma } from "@/lib/db/generated/client";
import { readPage } from "@/lib/db/read-page";
import type { Page, PageQuery } from "@/lib/page";

/** The campaigns that are known by now, oldest first. */
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
