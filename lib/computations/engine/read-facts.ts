import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { readEventValues } from "@/lib/computations/engine/read-event-values";
import type { ContactFacts } from "@/lib/computations/evaluate/facts";
import type { Plan } from "@/lib/computations/evaluate/plan";
import type { HealthValue } from "@/lib/computations/schema/condition";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { nameStatement } from "@/lib/db/prepared-statement";
import { readCounts } from "./read-counts";
import { toMilliseconds } from "./sql-time";

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
 * Optional reads per contact. Each costs an index page. The purpose is part of the statement's name: PostgreSQL keeps a plan
 * per name, and the worker's plans depend on its settings (see `markWorker`).
 */
export type FactOptions = {
  purpose: "compute" | "explain" | "count";
  memberships: boolean;
  state: boolean;
  nextEvent: boolean;
};
export const factsToCompute: FactOptions = {
  ...{ purpose: "compute", memberships: true, state: true, nextEvent: true },
};
const factsToExplain: FactOptions = { ...factsToCompute, purpose: "explain" };

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
  options: FactOptions = factsToExplain,
): Promise<ContactFacts[]> {
  const contacts = await readContacts(client, workspaceId, plan, contactIds, now, options);
  if (contacts.length === 0) return [];
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  await readCounts(client, workspaceId, plan, contacts, now);
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
  /** Separated by commas. */
  segmentIds: string | null;
  hasState: boolean;
  stageId: string | null;
  health: HealthValue | null;
  dueAt: number | null;
  nextEventAt: number | null;
};

/**
 * Up to this many events of a plan are looked up by name, in the pages of the index that counting reads as well. A plan
 * with more takes the next event of any name, which is early enough.
 */
const maxOwnEvents = 4;

/**
 * The order makes PostgreSQL choose the primary key of "ContactState" before it has statistics. Its other index has the
 * same first columns, and would read the states of all contacts for each one.
 */
async function readContacts(
  client: Reader,
  workspaceId: WorkspaceId,
  { kind, eventIds }: Plan,
  contactIds: readonly string[],
  now: number,
  { purpose, memberships, state, nextEvent }: FactOptions,
): Promise<ContactFacts[]> {
  const { table, aliasColumn, foreignKey, segmentTable } = contactTables[kind];
  const { rows } = await client.query<ContactRow>(
    nameStatement(
      `read-${kind}s-to-${purpose}`,
      Prisma.sql`
        SELECT c."id", c."externalId", c.${aliasColumn} AS "alias", to_json(c."properties") AS "properties",
               ${toMilliseconds(Prisma.sql`c."firstSeenAt"`)} AS "firstSeenAt",
               ${toMilliseconds(Prisma.sql`c."lastSeenAt"`)} AS "lastSeenAt",
               CASE WHEN ${memberships}::boolean THEN (
                 SELECT string_agg(m."segmentId", ',') FROM ${segmentTable} m
                 WHERE m."workspaceId" = ${workspaceId} AND m.${foreignKey} = c."id"
               ) END AS "segmentIds",
               s."contactId" IS NOT NULL AS "hasState", s."stageId", s."health",
               ${toMilliseconds(Prisma.sql`s."dueAt"`)} AS "dueAt",
               CASE ${nextEvent ? Math.min(eventIds.length, maxOwnEvents + 1) : 0}::int WHEN 0 THEN NULL
               WHEN ${maxOwnEvents + 1}::int THEN (
                 SELECT ${toMilliseconds(Prisma.sql`min(e."triggeredAt")`)} FROM "Event" e
                 WHERE e."workspaceId" = ${workspaceId} AND e.${foreignKey} = c."id"
                   AND e."triggeredAt" > ${new Date(now)}
               ) ELSE (
                 SELECT ${toMilliseconds(Prisma.sql`min(n."triggeredAt")`)}
                 FROM unnest(${eventIds}::text[]) d ("id")
                 CROSS JOIN LATERAL (
                   SELECT e."triggeredAt" FROM "Event" e
                   WHERE e."workspaceId" = ${workspaceId} AND e.${foreignKey} = c."id"
                     AND e."definitionId" = d."id" AND e."triggeredAt" > ${new Date(now)}
                   ORDER BY e."triggeredAt" LIMIT 1
                 ) n
               ) END AS "nextEventAt"
        FROM ${table} c
        LEFT JOIN LATERAL (
          SELECT * FROM "ContactState" s
          WHERE ${state}::boolean AND s."workspaceId" = ${workspaceId} AND s."kind" = ${kind}::"ContactKind"
            AND s."contactId" >= c."id"
          ORDER BY s."contactId" LIMIT 1
        ) s ON s."contactId" = c."id"
        WHERE c."workspaceId" = ${workspaceId} AND c."id" = ANY(${contactIds}::text[]) ORDER BY c."id"`,
    ),
  );
  const toSet = createSetParser();
  return rows.map((row) => ({
    id: row.id,
    externalId: row.externalId,
    alias: row.alias,
    properties: row.properties,
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
    segmentIds: toSet(row.segmentIds),
    hasState: row.hasState,
    stageId: row.stageId,
    health: row.health,
    dueAt: row.dueAt ?? Number.POSITIVE_INFINITY,
    nextEventAt: row.nextEventAt ?? Number.POSITIVE_INFINITY,
    measures: [],
    related: [],
  }));
}

/** Many contacts are in the same segments: they share one set. */
function createSetParser(): (list: string | null) => ReadonlySet<string> {
  const sets = new Map<string | null, ReadonlySet<string>>();
  return (list) => {
    let set = sets.get(list);
    if (!set) {
      set = new Set(list?.split(","));
      sets.set(list, set);
    }
    return set;
  };
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
