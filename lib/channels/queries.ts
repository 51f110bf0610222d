import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Channel } from "@/lib/channels/schema";
import { Prisma } from "@/lib/db/generated/client";
import { readPage } from "@/lib/db/read-page";
import type { Page, PageQuery } from "@/lib/page";

/** The channels that are known by now, oldest first. */
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
