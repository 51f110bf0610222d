import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { type MeasureWindow, resolveWindows } from "@/lib/computations/evaluate/event-scans";
import type { ContactFacts } from "@/lib/computations/evaluate/facts";
import type { Measure, Plan } from "@/lib/computations/evaluate/plan";
import { createReducer, type EventReducer } from "@/lib/computations/evaluate/reduce-events";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { nameStatement } from "@/lib/db/prepared-statement";
import { toTimestamp } from "./sql-time";

/** Events per contact and measure in one statement. */
const pageSize = 500;
/** Contact and measure pairs per statement: bounds the memory of a page. */
const maxPairs = 200;

type Pair = {
  contact: ContactFacts;
  position: number;
  measure: Measure & { eventId: string };
  reducer: EventReducer;
  from: number;
  to: number;
  /** The last event that was read. */
  last: { time: string; id: string } | null;
};

type EventRow = {
  pair: number;
  id: string;
  time: string;
  milliseconds: number;
  metadata: Record<string, PropertyValue> | null;
};

/** Reads the metadata of events for measures with filters or formulas, newest first, until each measure has enough. */
export async function readEventValues(
  client: Pick<PoolClient, "query">,
  workspaceId: WorkspaceId,
  plan: Plan,
  contacts: ReadonlyMap<string, ContactFacts>,
  now: number,
): Promise<void> {
  const windows = resolveWindows(plan, now);
  let open: Pair[] = [];
  for (const [position, measure] of plan.measures.entries()) {
    const { eventId } = measure;
    if ((measure.of === "count" && measure.where.length === 0) || eventId === null) continue;
    const { from, to } = windows[position] as MeasureWindow;
    for (const contact of contacts.values()) {
      const reducer = createReducer(measure, { now, calendar: plan.calendar });
      open.push({ contact, position, measure: { ...measure, eventId }, reducer, from, to, last: null });
    }
  }
  await readNextEvents(
    client,
    workspaceId,
    plan,
    open.filter(({ to }) => to <= now),
  );
  while (open.length > 0) {
    const batch = open.slice(0, maxPairs);
    const unfinished = await readPage(client, workspaceId, plan, batch);
    for (const pair of batch) {
      if (unfinished.has(pair)) continue;
      const next = pair.contact.measures[pair.position]?.next ?? null;
      const fact = pair.reducer.finish();
      if (fact.count > 0 || next !== null) pair.contact.measures[pair.position] = { ...fact, next };
    }
    open = [...unfinished, ...open.slice(maxPairs)];
  }
}

/** Reads a page of each pair's events. Returns the pairs that need another page. */
async function readPage(
  client: Pick<PoolClient, "query">,
  workspaceId: WorkspaceId,
  plan: Plan,
  pairs: Pair[],
): Promise<Set<Pair>> {
  const { foreignKey } = contactTables[plan.kind];
  const { rows } = await client.query<EventRow>(
    nameStatement(
      `read-event-values-of-${plan.kind}s`,
      Prisma.sql`
        SELECT p."pair"::int - 1 AS "pair", e."id", e."triggeredAt"::text AS "time",
               (extract(epoch FROM e."triggeredAt") * 1000)::float8 AS "milliseconds",
               (SELECT jsonb_object_agg(f, e."metadata" -> f) FROM jsonb_array_elements_text(p."fields") f
                WHERE e."metadata" ? f) AS "metadata"
        FROM unnest(
          ${pairs.map(({ contact }) => contact.id)}::text[], ${pairs.map(({ measure }) => measure.eventId)}::text[],
          ${pairs.map(({ from }) => toTimestamp(from))}::timestamptz[],
          ${pairs.map(({ to, last }) => last?.time ?? toTimestamp(to))}::timestamptz[],
          ${pairs.map(({ last }) => last?.id ?? "")}::text[],
          ${pairs.map(({ measure }) => JSON.stringify(listFields(measure)))}::jsonb[]
        ) WITH ORDINALITY p ("contactId", "eventId", "from", "before", "beforeId", "fields", "pair")
        CROSS JOIN LATERAL (
          SELECT * FROM "Event" e
          WHERE e."workspaceId" = ${workspaceId} AND e.${foreignKey} = p."contactId"
            AND e."definitionId" = p."eventId" AND e."triggeredAt" >= p."from"
            AND (e."triggeredAt", e."id") < (p."before", p."beforeId")
          ORDER BY e."triggeredAt" DESC, e."id" DESC LIMIT ${pageSize}
        ) e
        ORDER BY p."pair", e."triggeredAt" DESC, e."id" DESC`,
    ),
  );
  const counts = new Map<Pair, number>();
  for (const { pair: position, id, time, milliseconds, metadata } of rows) {
    const pair = pairs[position];
    if (!pair) continue;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
    pair.last = { time, id };
    pair.reducer.add({ time: milliseconds, metadata: metadata ?? {} });
  }
  return new Set(pairs.filter((pair) => counts.get(pair) === pageSize && !pair.reducer.isSatisfied()));
}

function listFields(measure: Measure): string[] {
  const fields = measure.where.map(({ name }) => name);
  const field = measure.of === "values" && "field" in measure.formula ? measure.formula.field : null;
  return field === null ? fields : [...fields, field];
}

/** The first event after each window that the window can still let in, whatever its metadata. */
async function readNextEvents(
  client: Pick<PoolClient, "query">,
  workspaceId: WorkspaceId,
  plan: Plan,
  pairs: Pair[],
): Promise<void> {
  if (pairs.length === 0) return;
  const { foreignKey } = contactTables[plan.kind];
  const { rows } = await client.query<{ pair: number; next: number }>(
    nameStatement(
      `read-next-events-of-${plan.kind}s`,
      Prisma.sql`
        SELECT p."pair"::int - 1 AS "pair", (extract(epoch FROM e."triggeredAt") * 1000)::float8 AS "next"
        FROM unnest(
          ${pairs.map(({ contact }) => contact.id)}::text[], ${pairs.map(({ measure }) => measure.eventId)}::text[],
          ${pairs.map(({ to }) => toTimestamp(to))}::timestamptz[]
        ) WITH ORDINALITY p ("contactId", "eventId", "to", "pair")
        CROSS JOIN LATERAL (
          SELECT "triggeredAt" FROM "Event" e
          WHERE e."workspaceId" = ${workspaceId} AND e.${foreignKey} = p."contactId"
            AND e."definitionId" = p."eventId" AND e."triggeredAt" >= p."to"
          ORDER BY e."triggeredAt" LIMIT 1
        ) e`,
    ),
  );
  for (const { pair, next } of rows) {
    const { contact, position } = pairs[pair] as Pair;
    contact.measures[position] = { count: 0, oldest: null, newest: null, next };
  }
}
