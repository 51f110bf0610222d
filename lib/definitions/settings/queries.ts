import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { loadComputations } from "@/lib/computations/engine/load-plan";
import { listReadEvents, listReadProperties } from "@/lib/computations/evaluate/graph";
import type { Computation } from "@/lib/computations/schema/computation";
import { builtInProperties } from "@/lib/computations/schema/condition";
import type { ComputationReference } from "@/lib/computations/schema/explanation";
import { toReference } from "@/lib/computations/users-of";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { AppError } from "@/lib/errors";
import { getIdTime, getMinId } from "@/lib/ids";
import { day } from "@/lib/time";
import {
  type DefinitionReference,
  type DefinitionValues,
  type EventRow,
  type EventSettings,
  type PropertyRow,
  type PropertySettings,
  volumeDays,
} from "./schema";

/** Contacts that fill rates are taken of, at most. */
export const maxSampledContacts = 5_000;

/** Events that volumes are counted of, at most. */
export const maxCountedEvents = 100_000;

/** The properties of a kind of contact by label: sent, computed and built in. */
export async function listPropertySettings(
  workspaceId: WorkspaceId,
  kind: ContactKind,
): Promise<PropertySettings> {
  const [{ rows }, fill, computations] = await Promise.all([
    pool.query<Omit<PropertyRow, "fillRate" | "usedBy">>({
      name: "list-property-settings",
      text: `
        SELECT p."name", p."label", p."type", p."description", g."name" AS "group",
               p."archivedAt" IS NOT NULL AS "isArchived",
               CASE WHEN p."isComputed" THEN 'computed' ELSE 'sent' END AS "source"
        FROM "Property" p
        LEFT JOIN "Group" g ON g."workspaceId" = p."workspaceId" AND g."id" = p."groupId"
        WHERE p."workspaceId" = $1 AND p."kind" = $2::"ContactKind"
        ORDER BY lower(p."label"), p."name"`,
      values: [workspaceId, kind],
    }),
    countPropertyValues(workspaceId, kind),
    loadComputations(workspaceId),
  ]);
  const uses = mapUses(computations, (computation) =>
    computation.kind === kind ? listReadProperties(computation) : [],
  );
  const complete = (row: Omit<PropertyRow, "fillRate" | "usedBy">): PropertyRow => ({
    ...row,
    fillRate: fill.sampled === 0 ? 0 : (fill.counts.get(row.name) ?? 0) / fill.sampled,
    usedBy: uses.get(row.name) ?? [],
  });
  const sentNames = new Set(rows.map(({ name }) => name));
  const builtIn = Object.entries(builtInProperties[kind])
    .filter(([name]) => !sentNames.has(name))
    .map(([name, { label, type }]) =>
      complete({
        name,
        label,
        type,
        description: "",
        group: null,
        isArchived: false,
        source: "builtIn",
      }),
    );
  const { sampled, isSample } = fill;
  return { rows: [...rows.map(complete), ...builtIn], sampled, isSample };
}

type FillCounts = { sampled: number; isSample: boolean; counts: Map<string, number> };

/** Counts the values of each property in a sample. Ids end in random characters, whose order an index has. */
async function countPropertyValues(workspaceId: WorkspaceId, kind: ContactKind): Promise<FillCounts> {
  const { table, aliasColumn } = contactTables[kind];
  const { text, values } = Prisma.sql`
    WITH sample AS MATERIALIZED (
      SELECT "properties", "externalId", ${aliasColumn} AS "alias" FROM ${table}
      WHERE "workspaceId" = ${workspaceId} ORDER BY right("id", 2), "id" LIMIT ${maxSampledContacts}
    )
    SELECT "name", count(*)::int AS "count" FROM sample, jsonb_object_keys("properties") "name" GROUP BY 1
    UNION ALL
    SELECT NULL, count(*)::int FROM sample
    UNION ALL
    SELECT ${`${kind}_id`}, count("externalId")::int FROM sample
    UNION ALL
    SELECT ${kind === "user" ? "email" : "domain"}, count("alias")::int FROM sample`;
  const { rows } = await pool.query<{ name: string | null; count: number }>(text, values);
  const counts = new Map<string, number>();
  let sampled = 0;
  for (const { name, count } of rows) {
    if (name === null) sampled = count;
    else counts.set(name, Math.max(count, counts.get(name) ?? 0));
  }
  counts.set("first_seen_at", sampled).set("last_seen_at", sampled);
  return { sampled, isSample: sampled === maxSampledContacts, counts };
}

/** The events of a workspace by label, with their volume. Counts the newest events only: no index has them by name. */
export async function listEventSettings(workspaceId: WorkspaceId): Promise<EventSettings> {
  const start = new Date(Date.now() - volumeDays * day);
  type Counted = { id: string; volume: number; lastAt: Date; firstId: string; total: number };
  const [{ rows }, { rows: counted }, computations] = await Promise.all([
    pool.query<Omit<EventRow, "volume" | "lastAt" | "firstAt" | "usedBy">>({
      name: "list-event-settings",
      text: `
        SELECT e."id", e."name", coalesce(nullif(e."label", ''), e."name") AS "label", e."description",
               g."name" AS "group", e."archivedAt" IS NOT NULL AS "isArchived"
        FROM "EventDefinition" e
        LEFT JOIN "Group" g ON g."workspaceId" = e."workspaceId" AND g."id" = e."groupId"
        WHERE e."workspaceId" = $1
        ORDER BY lower(coalesce(nullif(e."label", ''), e."name")), e."name"`,
      values: [workspaceId],
    }),
    pool.query<Counted>({
      name: "count-newest-events",
      text: `
        SELECT "definitionId" AS "id", count(*)::int AS "volume", max("triggeredAt") AS "lastAt",
               min("id") AS "firstId", sum(count(*)) OVER ()::int AS "total"
        FROM (
          SELECT "id", "definitionId", "triggeredAt" FROM "Event"
          WHERE "workspaceId" = $1 AND "id" >= $2 ORDER BY "id" DESC LIMIT ${maxCountedEvents}
        ) newest
        GROUP BY "definitionId"`,
      values: [workspaceId, getMinId(start)],
    }),
    loadComputations(workspaceId),
  ]);
  const uses = mapUses(computations, listReadEvents);
  const counts = new Map(counted.map((row) => [row.id, row]));
  const isComplete = (counted[0]?.total ?? 0) < maxCountedEvents;
  const oldestId = counted.map(({ firstId }) => firstId).sort()[0];
  return {
    rows: rows.map((row) => ({
      ...row,
      volume: counts.get(row.id)?.volume ?? 0,
      lastAt: counts.get(row.id)?.lastAt ?? null,
      firstAt: getIdTime(row.id),
      usedBy: uses.get(row.name) ?? [],
    })),
    since: isComplete || oldestId === undefined ? start : getIdTime(oldestId),
    isComplete,
  };
}

/** The names of groups, for pickers. */
export async function listGroupNames(workspaceId: WorkspaceId): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>({
    name: "list-group-names",
    text: `SELECT DISTINCT "name" FROM "Group" WHERE "workspaceId" = $1 ORDER BY "name"`,
    values: [workspaceId],
  });
  return rows.map(({ name }) => name);
}

/** The computations that read each name. */
function mapUses(
  computations: Computation[],
  listNames: (computation: Computation) => string[],
): Map<string, ComputationReference[]> {
  const uses = new Map<string, ComputationReference[]>();
  for (const computation of computations) {
    const reference = toReference(computation);
    for (const read of new Set(listNames(computation))) {
      uses.set(read, [...(uses.get(read) ?? []), reference]);
    }
  }
  return uses;
}

/** The computations that read an event or a property. */
export async function listDefinitionUses(
  workspaceId: WorkspaceId,
  { kind, name }: { kind: "event" | ContactKind; name: string },
): Promise<ComputationReference[]> {
  const uses = mapUses(await loadComputations(workspaceId), (computation) => {
    if (kind === "event") return listReadEvents(computation);
    return computation.kind === kind ? listReadProperties(computation) : [];
  });
  return uses.get(name) ?? [];
}

export type StoredDefinition = DefinitionValues & {
  isComputed: boolean;
  isArchived: boolean;
  groupId: string | null;
};

/** Selects an event or a property with its values. A mutation appends a lock. */
export function selectDefinitionSql(workspaceId: WorkspaceId, reference: DefinitionReference): Prisma.Sql {
  const isEvent = reference.kind === "event";
  return Prisma.sql`
    SELECT ${isEvent ? Prisma.sql`coalesce(nullif("label", ''), "name")` : Prisma.sql`"label"`} AS "label",
           "description", "groupId", "archivedAt" IS NOT NULL AS "isArchived",
           ${isEvent ? Prisma.sql`false` : Prisma.sql`"isComputed"`} AS "isComputed",
           coalesce((SELECT g."name" FROM "Group" g
                     WHERE g."workspaceId" = ${workspaceId} AND g."id" = "groupId"), '') AS "group"
    FROM ${definitionTable(reference)} WHERE ${definitionCondition(workspaceId, reference)}`;
}

export function definitionTable({ kind }: DefinitionReference): Prisma.Sql {
  return kind === "event" ? Prisma.sql`"EventDefinition"` : Prisma.sql`"Property"`;
}

export function definitionCondition(
  workspaceId: WorkspaceId,
  { kind, name }: DefinitionReference,
): Prisma.Sql {
  const ofKind = kind === "event" ? Prisma.empty : Prisma.sql`AND "kind" = ${kind}::"ContactKind"`;
  return Prisma.sql`"workspaceId" = ${workspaceId} AND "name" = ${name} ${ofKind}`;
}

/** The label, description and group of an event or a property. */
export async function getDefinitionValues(
  workspaceId: WorkspaceId,
  reference: DefinitionReference,
): Promise<DefinitionValues> {
  const { text, values } = selectDefinitionSql(workspaceId, reference);
  const { rows } = await pool.query<StoredDefinition>(text, values);
  const [row] = rows;
  if (!row) throw definitionNotFound(reference);
  return { label: row.label, description: row.description, group: row.group };
}

export function definitionNotFound({ kind }: DefinitionReference): AppError {
  return new AppError("not_found", `This ${kind === "event" ? "event" : "property"} does not exist anymore.`);
}
