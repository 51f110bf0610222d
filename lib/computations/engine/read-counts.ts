import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import {
  countSince,
  type EventScan,
  groupScans,
  resolveWindows,
} from "@/lib/computations/evaluate/event-scans";
import type { ContactFacts, MeasureFact } from "@/lib/computations/evaluate/facts";
import type { Plan } from "@/lib/computations/evaluate/plan";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { nameStatement } from "@/lib/db/prepared-statement";
import { toMilliseconds, toTimestamp } from "./sql-time";

type Reader = Pick<PoolClient, "query">;

/** Counts the events of measures without filters. Reads at most the limit of events, however busy a contact is. */
export async function readCounts(
  client: Reader,
  workspaceId: WorkspaceId,
  plan: Plan,
  contacts: readonly ContactFacts[],
  now: number,
): Promise<void> {
  const { scans, others } = groupScans(plan, now);
  if (scans.length > 0) await readScans(client, workspaceId, plan, contacts, scans, now);
  if (others.length > 0) await readWindows(client, workspaceId, plan, contacts, others, now);
}

/** One scan of an index for each contact and event, whatever the number of measures. */
async function readScans(
  client: Reader,
  workspaceId: WorkspaceId,
  plan: Plan,
  contacts: readonly ContactFacts[],
  scans: readonly EventScan[],
  now: number,
): Promise<void> {
  const { foreignKey } = contactTables[plan.kind];
  const { rows } = await client.query<{ contact: number; scan: number; times: string }>(
    nameStatement(
      `read-event-times-of-${plan.kind}s`,
      Prisma.sql`
        SELECT c."position"::int - 1 AS "contact", s."position"::int - 1 AS "scan", t."times"
        FROM unnest(${contacts.map(({ id }) => id)}::text[]) WITH ORDINALITY c ("id", "position")
        CROSS JOIN unnest(
          ${scans.map(({ eventId }) => eventId)}::text[], ${scans.map(({ from }) => toTimestamp(from))}::timestamptz[],
          ${scans.map(({ limit }) => limit)}::bigint[]
        ) WITH ORDINALITY s ("eventId", "from", "limit", "position")
        CROSS JOIN LATERAL (
          SELECT string_agg((date_part('epoch', "triggeredAt") * 1000)::bigint::text, ',' ORDER BY "triggeredAt" DESC) AS "times"
          FROM (
            SELECT "triggeredAt" FROM "Event" e
            WHERE e."workspaceId" = ${workspaceId} AND e.${foreignKey} = c."id" AND e."definitionId" = s."eventId"
              AND e."triggeredAt" >= s."from" AND e."triggeredAt" <= ${toTimestamp(now)}::timestamptz
            ORDER BY "triggeredAt" DESC LIMIT s."limit"
          ) "newestEvents"
        ) t
        WHERE t."times" IS NOT NULL`,
    ),
  );
  const windows = resolveWindows(plan, now);
  for (const { contact, scan, times } of rows) {
    const measures = contacts[contact]?.measures ?? [];
    const sorted = times.split(",").map(Number);
    for (const position of scans[scan]?.positions ?? []) {
      const measure = plan.measures[position];
      const limit = measure?.of === "count" ? (measure.limit ?? sorted.length) : sorted.length;
      measures[position] = countSince(sorted, windows[position]?.from ?? now, limit);
    }
  }
}

/** One scan for each contact and measure: of windows that end in the past, and of counts without a limit. */
async function readWindows(
  client: Reader,
  workspaceId: WorkspaceId,
  plan: Plan,
  contacts: readonly ContactFacts[],
  positions: readonly number[],
  now: number,
): Promise<void> {
  const windows = resolveWindows(plan, now);
  const measures = positions.flatMap((position) => {
    const [measure, window] = [plan.measures[position], windows[position]];
    if (measure?.of !== "count" || !window) return [];
    return { position, eventId: measure.eventId, from: window.from, to: window.to, limit: measure.limit };
  });
  const { foreignKey } = contactTables[plan.kind];
  type Row = { contact: number; position: number } & MeasureFact;
  const { rows } = await client.query<Row>(
    nameStatement(
      `count-events-of-${plan.kind}s`,
      Prisma.sql`
        SELECT c."position"::int - 1 AS "contact", m."position", f."count",
               ${toMilliseconds(Prisma.sql`f."oldest"`)} AS "oldest",
               ${toMilliseconds(Prisma.sql`f."newest"`)} AS "newest",
               ${toMilliseconds(Prisma.sql`n."next"`)} AS "next"
        FROM unnest(${contacts.map(({ id }) => id)}::text[]) WITH ORDINALITY c ("id", "position")
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
  for (const { contact, position, ...fact } of rows) {
    const facts = contacts[contact];
    if (facts) facts.measures[position] = fact;
  }
}
