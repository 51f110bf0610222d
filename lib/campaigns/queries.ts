import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Campaign } from "@/lib/campaigns/schema";
import { readPage } from "@/lib/db/read-page";
import type { Page, PageQuery } from "@/lib/page";

/** The campaigns that are known by now, oldest first. */
export function listCampaigns(workspaceId: WorkspaceId, page: PageQuery): Promise<Page<Campaign>> {
  return readPage<Campaign>(
    {
      columns: `c."id", c."name"`,
      from: `"Campaign" c`,
      where: [`c."workspaceId" = $1`],
      values: [workspaceId],
      order: { id: `c."id"` },
    },
    page,
  );
}
