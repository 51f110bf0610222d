import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getRowId } from "@/lib/contacts/queries";
import type { ContactKind } from "@/lib/contacts/schema";
import { contactTables } from "@/lib/contacts/tables";
import { lookups } from "@/lib/db/lookups";
import { omitNulls } from "@/lib/db/omit-nulls";
import { readPage } from "@/lib/db/read-page";
import type { Event, EventDefinition, EventQuery } from "@/lib/events/schema";
import type { Page } from "@/lib/page";

/** The events that are known by now, by name. */
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

// What belongs to an event is looked up once the page's events are known: the index alone decides which they are.
const eventColumns = `
  e."id", e."triggeredAt", to_json(e."metadata") AS "metadata",
  (SELECT d."name" FROM "EventDefinition" d
   WHERE d."workspaceId" = e."workspaceId" AND d."id" = e."definitionId") AS "name",
  (SELECT json_strip_nulls(json_build_object('userId', u."externalId", 'email', u."email")) FROM "User" u
   WHERE u."workspaceId" = e."workspaceId" AND u."id" = e."userId") AS "user",
  (SELECT json_strip_nulls(json_build_object('accountId', a."externalId", 'domain', a."domain")) FROM "Account" a
   WHERE a."workspaceId" = e."workspaceId" AND a."id" = e."accountId") AS "account"`;

/** What happened to a user or in an account, newest first. */
export async function listEvents(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  of: string,
  { name, from, to, ...page }: EventQuery,
): Promise<Page<Event>> {
  const values: unknown[] = [workspaceId, await getRowId(workspaceId, kind, of)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [`e."workspaceId" = $1`, `e.${contactTables[kind].reference} = $2`];
  if (name !== undefined) {
    const definition = `SELECT "id" FROM "EventDefinition" WHERE "workspaceId" = $1 AND "name" = ${bind(name)}`;
    where.push(`e."definitionId" = (${definition})`);
  }
  if (from !== undefined) where.push(`e."triggeredAt" >= ${bind(from)}`);
  if (to !== undefined) where.push(`e."triggeredAt" < ${bind(to)}`);
  const order = { triggeredAt: `e."triggeredAt"`, id: `e."id"` };
  return readPage<Event>(
    {
      columns: eventColumns,
      largeColumn: "metadata",
      from: `"Event" e`,
      where,
      values,
      order,
      newestFirst: true,
    },
    page,
  );
}
