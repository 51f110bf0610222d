import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { readEventValues } from "@/lib/computations/engine/read-event-values";
import type { ContactFacts, MeasureFact } from "@/lib/computations/evaluate/facts";
import type { Plan } from "@/lib/computations/evaluate/plan";
import { resolveWindow } from "@/lib/computations/evaluate/windows";
import type { HealthValue } from "@/lib/computations/schema/condition";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { nameStatement } from "@/lib/db/prepared-statement";
import { toMilliseconds, toTimestamp } from "./sql-time";

type Reader = Pick<PoolClient, "query">;

/** Holds the rows of these contacts until the transaction ends. Statements after it see what was committed before. */
export async function lockToCompute(
  client: Reader,
  workspaceId: WorkspaceId,
  kind: ContactKind,
  contactIds: readonly string[],
): Promise<void> {
  await client.query(
    nameStatement(
      `lock-${kind}s-to-compute`,
      Prisma.sql`
        SELECT FROM ${contactTables[kind].table}
        WHERE "workspaceId" = ${workspaceId} AND "id" = ANY(${contactIds}::text[])
        ORDER BY "id" FOR NO KEY UPDATE`,
    ),
  );
}

/**
 * Reads what evaluation needs about these contacts. Deleted contacts are left out. The text of each statement is fixed:
 * definitions are parameters.
 */
export async function readFacts(
  client: Reader,
  workspaceId: WorkspaceId,
  plan: Plan,
  contactIds: readonly string[],
  now: number,
): Promise<ContactFacts[]> {
  const contacts = await readContacts(client, workspaceId, plan.kind, contactIds, now);
  if (contacts.length === 0) return [];
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  await readCounts(client, workspaceId, plan, byId, now);
  await readEventValues(client, workspaceId, plan, byId, now);
  await readRelated(client, workspaceId, plan, byId);
  return contacts;
}

type ContactRow = {
  id: string;
  externalId: string | null;
  alias: string | null;
  properties: Record<string, PropertyValue>;
  firstSeenAt: number;
  lastSeenAt: number;
  segmentIds: string[] | null;
  stageId: string | null;
  health: HealthValue | null;
  nextEventAt: number | null;
};

async function readContacts(
  client: Reader,
  workspaceId: WorkspaceId,
  kind: ContactKind,
  contactIds: readonly string[],
  now: number,
): Promise<ContactFacts[]> {
  const { table, aliasColumn, foreignKey, segmentTable } = contactTables[kind];
  const { rows } = await client.query<ContactRow>(
    nameStatement(
      `read-${kind}s-to-compute`,
      Prisma.sql`
        SELECT c."id", c."externalId", c.${aliasColumn} AS "alias", to_json(c."properties") AS "properties",
               ${toMilliseconds(Prisma.sql`c."firstSeenAt"`)} AS "firstSeenAt",
               ${toMilliseconds(Prisma.sql`c."lastSeenAt"`)} AS "lastSeenAt",
               (SELECT array_agg(m."segmentId") FROM ${segmentTable} m
                WHERE m."workspaceId" = ${workspaceId} AND m.${foreignKey} = c."id") AS "segmentIds",
               s."stageId", s."health",
               (SELECT ${toMilliseconds(Prisma.sql`min(e."triggeredAt")`)} FROM "Event" e
                WHERE e."workspaceId" = ${workspaceId} AND e.${foreignKey} = c."id"
                  AND e."triggeredAt" > ${new Date(now)}) AS "nextEventAt"
        FROM ${table} c
        LEFT JOIN "ContactState" s ON s."workspaceId" = ${workspaceId}
          AND s."kind" = ${kind}::"ContactKind" AND s."contactId" = c."id"
        WHERE c."workspaceId" = ${workspaceId} AND c."id" = ANY(${contactIds}::text[]) ORDER BY c."id"`,
    ),
  );
  return rows.map(({ segmentIds, nextEventAt, ...row }) => ({
    ...row,
    segmentIds: new Set(segmentIds),
    nextEventAt: nextEventAt ?? Number.POSITIVE_INFINITY,
    measures: [],
    related: [],
  }));
}

/** Counts the events of measures without filters. Never reads more than the limit, however busy a contact is. */
async function readCounts(
  client: Reader,
  workspaceId: WorkspaceId,
  plan: Plan,
  contacts: ReadonlyMap<string, ContactFacts>,
  now: number,
): Promise<void> {
  const measures = plan.measures.flatMap((measure, position) => {
    if (measure.of !== "count" || measure.where.length > 0 || measure.eventId === null) return [];
    const { from, to } = resolveWindow(measure.window, now, plan.calendar);
    return { position, eventId: measure.eventId, from, to, limit: measure.limit };
  });
  if (measures.length === 0) return;
  const { foreignKey } = contactTables[plan.kind];
  type Row = { id: string; position: number } & MeasureFact;
  const { rows } = await client.query<Row>(
    nameStatement(
      `count-events-of-${plan.kind}s`,
      Prisma.sql`
        SELECT c."id", m."position", f."count", ${toMilliseconds(Prisma.sql`f."oldest"`)} AS "oldest",
               ${toMilliseconds(Prisma.sql`f."newest"`)} AS "newest",
               ${toMilliseconds(Prisma.sql`n."next"`)} AS "next"
        FROM unnest(${[...contacts.keys()]}::text[]) c ("id")
        CROSS JOIN unnest(
          ${measures.map(({ position }) => position)}::int[], ${measures.map(({ eventId }) => eventId)}::text[],
          ${measures.map(({ from }) => toTimestamp(from))}::timestamptz[],
          ${measures.map(({ to }) => toTimestamp(to))}::timestamptz[],
          ${measures.map(({ limit }) => limit)}::bigint[], ${measures.map(({ to }) => to <= now)}::boolean[]
        ) m ("position", "eventId", "from", "to", "limit", "hasPast")
        CROSS JOIN LATERAL (
          SELECT count(*)::int AS "count", min("triggeredAt") AS "oldest", max("triggeredAt") AS "newest"
          FROM (
            SELECT "triggeredAt" FROM "Event" e
            WHERE e."workspaceId" = ${workspaceId} AND e.${foreignKey} = c."id" AND e."definitionId" = m."eventId"
              AND e."triggeredAt" >= m."from" AND e."triggeredAt" < m."to"
            ORDER BY "triggeredAt" DESC LIMIT m."limit"
          ) "newestEvents"
        ) f
        LEFT JOIN LATERAL (
          SELECT "triggeredAt" AS "next" FROM "Event" e
          WHERE m."hasPast" AND e."workspaceId" = ${workspaceId} AND e.${foreignKey} = c."id"
            AND e."definitionId" = m."eventId" AND e."triggeredAt" >= m."to"
          ORDER BY "triggeredAt" LIMIT 1
        ) n ON true
        WHERE f."count" > 0 OR n."next" IS NOT NULL`,
    ),
  );
  for (const { id, position, ...fact } of rows) {
    const contact = contacts.get(id);
    if (contact) contact.measures[position] = fact;
  }
}

/** Counts related contacts: the current users of an account, or accounts of a user. */
async function readRelated(
  client: Reader,
  workspaceId: WorkspaceId,
  plan: Plan,
  contacts: ReadonlyMap<string, ContactFacts>,
): Promise<void> {
  if (plan.relatedSegments.length === 0) return;
  const { foreignKey, otherForeignKey } = contactTables[plan.kind];
  const { segmentTable } = contactTables[plan.kind === "user" ? "account" : "user"];
  const { rows } = await client.query<{ id: string; position: number; total: number; inside: number }>(
    nameStatement(
      `count-related-of-${plan.kind}s`,
      Prisma.sql`
        SELECT m.${foreignKey} AS "id", s."position"::int - 1 AS "position", count(*)::int AS "total",
               count(x."segmentId")::int AS "inside"
        FROM "AccountMember" m
        CROSS JOIN unnest(${plan.relatedSegments}::text[]) WITH ORDINALITY s ("segmentId", "position")
        LEFT JOIN ${segmentTable} x ON x."workspaceId" = ${workspaceId} AND x."segmentId" = s."segmentId"
          AND x.${otherForeignKey} = m.${otherForeignKey}
        WHERE m."workspaceId" = ${workspaceId} AND m.${foreignKey} = ANY(${[...contacts.keys()]}::text[])
          AND m."removedAt" IS NULL
        GROUP BY 1, 2`,
    ),
  );
  for (const { id, position, ...counts } of rows) {
    const contact = contacts.get(id);
    if (contact) contact.related[position] = counts;
  }
}
