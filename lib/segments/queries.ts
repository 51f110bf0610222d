import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getContactRowId } from "@/lib/contacts/queries";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { lookups } from "@/lib/db/lookups";
import { readPage } from "@/lib/db/read-page";
import type { Page, PageQuery } from "@/lib/page";
import type { Segment } from "@/lib/segments/schema";

/** The segments of one kind of contact, by name. */
export function listSegments(workspaceId: WorkspaceId, kind: ContactKind): Promise<Segment[]> {
  return lookups.query<Segment>({
    name: "list-segments",
    text: `
      SELECT "id", "name" FROM "Computation"
      WHERE "workspaceId" = $1 AND "type" = 'segment' AND "kind" = $2::"ContactKind" ORDER BY "name"`,
    values: [workspaceId, kind],
  });
}

/** The segments of one user or account. */
export async function listContactSegments(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  externalId: string,
  page: PageQuery,
): Promise<Page<Segment>> {
  const { segmentTable, foreignKey } = contactTables[kind];
  return readPage<Segment>(
    {
      columns: Prisma.sql`s."id", s."name"`,
      from: Prisma.sql`
        ${segmentTable} m
        JOIN "Computation" s ON s."workspaceId" = m."workspaceId" AND s."id" = m."segmentId"`,
      where: [
        Prisma.sql`m."workspaceId" = ${workspaceId} AND s."workspaceId" = ${workspaceId}`,
        Prisma.sql`m.${foreignKey} = ${await getContactRowId(workspaceId, kind, externalId)}`,
      ],
      order: { id: Prisma.sql`m."segmentId"` },
    },
    page,
  );
}
