import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getContactRowId } from "@/lib/contacts/queries";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { lookups } from "@/lib/db/lookups";
import { omitNulls } from "@/lib/db/omit-nulls";
import { readPage } from "@/lib/db/read-page";
import type { Event, EventDefinition, EventQuery } from "@/lib/events/schema";
import type { Page } from "@/lib/page";

/** By name. */
export async function listEventDefinitions(workspaceId: WorkspaceId): Promise<EventDefinition[]> {
  const rows = await lookups.query<EventDefinition>({
    name: "list-event-definitions",
    text: `
      SELECT e."id", e."name",
             CASE WHEN g."id" IS NOT NULL THEN json_build_object('id', g."id", 'name', g."name") END AS "group"
      FROM "EventDefinition" e
      LEFT JOIN "Group" g ON g."workspaceId" = e."workspaceId" AND g."id" = e."groupId"
      WHERE e."workspaceId" = $1 ORDER BY e."name"`,
    values: [workspaceId],
  });
  return rows.map(omitNulls);
}

// Subqueries, not joins: they run for the rows of the page only, and the index alone decides which rows those are.
const eventColumns = Prisma.sql`
  e."id", e."triggeredAt", to_json(e."metadata") AS "metadata",
  (SELECT d."name" FROM "EventDefinition" d
   WHERE d."workspaceId" = e."workspaceId" AND d."id" = e."definitionId") AS "name",
  (SELECT json_strip_nulls(json_build_object('userId', u."externalId", 'email', u."email")) FROM "User" u
   WHERE u."workspaceId" = e."workspaceId" AND u."id" = e."userId") AS "user",
  (SELECT json_strip_nulls(json_build_object('accountId', a."externalId", 'domain', a."domain")) FROM "Account" a
   WHERE a."workspaceId" = e."workspaceId" AND a."id" = e."accountId") AS "account"`;

/** The events of one user or account, newest first. */
export async function listContactEvents(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  externalId: string,
  { name, from, to, ...page }: EventQuery,
): Promise<Page<Event>> {
  const contactId = await getContactRowId(workspaceId, kind, externalId);
  const where = [
    Prisma.sql`e."workspaceId" = ${workspaceId}`,
    Prisma.sql`e.${contactTables[kind].foreignKey} = ${contactId}`,
  ];
  if (name !== undefined) {
    where.push(Prisma.sql`e."definitionId" = (
      SELECT "id" FROM "EventDefinition" WHERE "workspaceId" = ${workspaceId} AND "name" = ${name})`);
  }
  if (from !== undefined) where.push(Prisma.sql`e."triggeredAt" >= ${from}`);
  if (to !== undefined) where.push(Prisma.sql`e."triggeredAt" < ${to}`);
  return readPage<Event>(
    {
      columns: eventColumns,
      largeColumn: "metadata",
      from: Prisma.sql`"Event" e`,
      where,
      order: { triggeredAt: Prisma.sql`e."triggeredAt"`, id: Prisma.sql`e."id"` },
      newestFirst: true,
    },
    page,
  );
}
