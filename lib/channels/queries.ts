import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Channel } from "@/lib/channels/schema";
import { readPage } from "@/lib/db/read-page";
import type { Page, PageQuery } from "@/lib/page";

/** The channels that are known by now, oldest first. */
export function listChannels(workspaceId: WorkspaceId, page: PageQuery): Promise<Page<Channel>> {
  return readPage<Channel>(
    {
      columns: `c."id", c."name"`,
      from: `"Channel" c`,
      where: [`c."workspaceId" = $1`],
      values: [workspaceId],
      order: { id: `c."id"` },
    },
    page,
  );
}
