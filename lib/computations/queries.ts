import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { chooseOutputNames, listSentProperties, loadComputations } from "@/lib/computations/engine/load-plan";
import type { BodyOf, Computation, ComputationType } from "@/lib/computations/schema/computation";
import { builtInProperties } from "@/lib/computations/schema/condition";
import type {
  ComputationRow,
  ConditionOptions,
  ContactReference,
  RowWithBody,
  RunState,
} from "@/lib/computations/schema/explanation";
import { findUsers } from "@/lib/computations/users-of";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { readPage } from "@/lib/db/read-page";
import { runStatement } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";
import type { Page, PageQuery } from "@/lib/page";

/** The computations of a type: stages in their order, others by name. */
export async function listComputations(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  type: ComputationType,
): Promise<ComputationRow[]> {
  const all = await loadComputations(workspaceId);
  const names = chooseOutputNames(all, await listSentProperties(workspaceId));
  const edits = await runStatement<{ id: string; changedBy: string | null; changedAt: Date }>(Prisma.sql`
    SELECT c."id", p."name" AS "changedBy", c."updatedAt" AS "changedAt"
    FROM "Computation" c LEFT JOIN "Person" p ON p."id" = c."updatedById"
    WHERE c."workspaceId" = ${workspaceId}`);
  const editOf = new Map(edits.map(({ id, ...edit }) => [id, edit]));
  const counts = await countMembers(workspaceId, kind, type);
  const hasCount = type === "segment" || type === "stage";
  return all
    .filter((computation) => computation.kind === kind && computation.type === type)
    .toSorted((a, b) => (type === "stage" ? a.position - b.position : a.name.localeCompare(b.name, "en")))
    .map(({ body, ...computation }) => ({
      ...computation,
      isComputed: body !== null,
      count: hasCount ? (counts.get(computation.id) ?? 0) : null,
      usedBy: findUsers({ ...computation, body }, all, names),
      changedBy: editOf.get(computation.id)?.changedBy ?? null,
      changedAt: editOf.get(computation.id)?.changedAt ?? new Date(0),
    }));
}

/** The computations of a type with their bodies. Segments without conditions are left out. */
export async function listWithBodies<Type extends ComputationType>(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  type: Type,
): Promise<RowWithBody<Type>[]> {
  const rows = await listComputations(workspaceId, kind, type);
  const bodies = new Map((await loadComputations(workspaceId)).map(({ id, body }) => [id, body]));
  return rows.flatMap((row) => {
    const body = bodies.get(row.id);
    return body ? { ...row, body: body as BodyOf<Type> } : [];
  });
}

/** Counts the members of segments, or the contacts in stages, from the rows themselves: a count equals its list. */
async function countMembers(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  type: ComputationType,
): Promise<Map<string, number>> {
  if (type !== "segment" && type !== "stage") return new Map();
  const { segmentTable } = contactTables[kind];
  const rows = await runStatement<{ id: string; count: number }>(
    type === "segment"
      ? Prisma.sql`
          SELECT "segmentId" AS "id", count(*)::int AS "count" FROM ${segmentTable}
          WHERE "workspaceId" = ${workspaceId} GROUP BY 1`
      : Prisma.sql`
          SELECT "stageId" AS "id", count(*)::int AS "count" FROM "ContactState"
          WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind" AND "stageId" IS NOT NULL GROUP BY 1`,
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

export async function getComputation(workspaceId: WorkspaceId, id: string): Promise<Computation> {
  const computation = (await loadComputations(workspaceId)).find((other) => other.id === id);
  if (!computation) throw new AppError("not_found", "This does not exist.");
  return computation;
}

/** The number of members of one segment. */
export async function countSegmentMembers(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  segmentId: string,
): Promise<number> {
  const [row] = await runStatement<{ count: number }>(Prisma.sql`
    SELECT count(*)::int AS "count" FROM ${contactTables[kind].segmentTable}
    WHERE "workspaceId" = ${workspaceId} AND "segmentId" = ${segmentId}`);
  return row?.count ?? 0;
}

/** What the condition builder offers. Archived properties and events are left out. */
export async function getConditionOptions(
  workspaceId: WorkspaceId,
  kind: ContactKind,
): Promise<ConditionOptions> {
  const all = await loadComputations(workspaceId);
  const ofType = (type: ComputationType, ofKind: ContactKind) =>
    all
      .filter((computation) => computation.type === type && computation.kind === ofKind)
      .map(({ id, name }) => ({ id, name }));
  const stored = await runStatement<ConditionOptions["properties"][number]>(Prisma.sql`
    SELECT p."name", p."label", p."type", CASE WHEN p."isComputed" THEN 'computed' ELSE 'sent' END AS "source",
           g."name" AS "group"
    FROM "Property" p LEFT JOIN "Group" g ON g."workspaceId" = p."workspaceId" AND g."id" = p."groupId"
    WHERE p."workspaceId" = ${workspaceId} AND p."kind" = ${kind}::"ContactKind" AND p."archivedAt" IS NULL
    ORDER BY p."label"`);
  const taken = new Set(stored.map(({ name }) => name));
  const builtIn = Object.entries(builtInProperties[kind])
    .filter(([name]) => !taken.has(name))
    .map(([name, property]) => ({ name, ...property, source: "builtIn" as const, group: null }));
  const events = await runStatement<ConditionOptions["events"][number]>(Prisma.sql`
    SELECT e."name", coalesce(nullif(e."label", ''), e."name") AS "label", g."name" AS "group"
    FROM "EventDefinition" e LEFT JOIN "Group" g ON g."workspaceId" = e."workspaceId" AND g."id" = e."groupId"
    WHERE e."workspaceId" = ${workspaceId} AND e."archivedAt" IS NULL ORDER BY 2`);
  const [workspace] = await runStatement<{ timeZone: string }>(Prisma.sql`
    SELECT "timeZone" FROM "Workspace" WHERE "id" = ${workspaceId}`);
  const healthProfiles = ofType("healthProfile", kind);
  return {
    kind,
    timeZone: workspace?.timeZone ?? "UTC",
    properties: [...builtIn, ...stored],
    events,
    segments: ofType("segment", kind),
    relatedSegments: ofType("segment", kind === "user" ? "account" : "user"),
    stages: ofType("stage", kind),
    healthProfiles,
    hasHealth: healthProfiles.length > 0,
  };
}

/**
 * The progress of applying saved computations to all contacts of a kind. Read it before the counts and values that it
 * describes: read after them, it can be idle already while they are still the old ones.
 */
export async function getRunState(workspaceId: WorkspaceId, kind: ContactKind): Promise<RunState> {
  const [run] = await runStatement<{
    done: number;
    total: number;
    requestedAt: Date;
    failure: string | null;
    isFinished: boolean;
  }>(Prisma.sql`
    SELECT "done", GREATEST("total", "done") AS "total", "requestedAt", "failure", "finishedAt" IS NOT NULL AS "isFinished"
    FROM "ComputationRun" WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind"`);
  if (!run || run.isFinished) return { state: "idle" };
  const { done, total, failure } = run;
  return failure === null
    ? { state: "running", done, total, startedAt: run.requestedAt }
    : { state: "stopped", done, total, failure };
}

export type StageCount = {
  /** Null for contacts without a stage. */
  stageId: string | null;
  name: string;
  count: number;
  good: number;
  normal: number;
  bad: number;
};

/** How many contacts are in each stage, in the order of stages, and how many of them have each health. */
export async function countByStage(workspaceId: WorkspaceId, kind: ContactKind): Promise<StageCount[]> {
  const rows = await runStatement<Omit<StageCount, "name">>(Prisma.sql`
    SELECT "stageId", count(*)::int AS "count", (count(*) FILTER (WHERE "health" = 'good'))::int AS "good",
           (count(*) FILTER (WHERE "health" = 'normal'))::int AS "normal",
           (count(*) FILTER (WHERE "health" = 'bad'))::int AS "bad"
    FROM "ContactState" WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind" GROUP BY 1`);
  const stages = (await loadComputations(workspaceId))
    .filter((computation) => computation.type === "stage" && computation.kind === kind)
    .toSorted((a, b) => a.position - b.position);
  const toCount = (stageId: string | null, name: string): StageCount => ({
    ...(rows.find((row) => row.stageId === stageId) ?? { stageId, count: 0, good: 0, normal: 0, bad: 0 }),
    name,
  });
  const without = toCount(null, "No stage");
  return [...stages.map(({ id, name }) => toCount(id, name)), ...(without.count > 0 ? [without] : [])];
}

/** The columns of a ContactReference, of a contact `c`. */
export function contactReferenceColumns(kind: ContactKind): Prisma.Sql {
  const { aliasColumn } = contactTables[kind];
  return Prisma.sql`
    c."id", c."externalId", c.${aliasColumn} AS "alias",
    coalesce(
      nullif(c."properties" ->> 'name', ''), nullif(c."properties" ->> 'full_name', ''),
      nullif(concat_ws(' ', c."properties" ->> 'first_name', c."properties" ->> 'last_name'), ''),
      c.${aliasColumn}, c."externalId", 'No name') AS "name"`;
}

/** The members of a segment, oldest first. */
export async function listSegmentMembers(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  segmentId: string,
  page: PageQuery,
): Promise<Page<ContactReference>> {
  const { table, foreignKey, segmentTable } = contactTables[kind];
  const { rows, next } = await readPage<ContactReference>(
    {
      columns: contactReferenceColumns(kind),
      from: Prisma.sql`
        ${segmentTable} m CROSS JOIN LATERAL (
          SELECT * FROM ${table} WHERE "workspaceId" = m."workspaceId" AND "id" = m.${foreignKey} LIMIT 1) c`,
      where: [Prisma.sql`m."workspaceId" = ${workspaceId}`, Prisma.sql`m."segmentId" = ${segmentId}`],
      order: { id: Prisma.sql`m.${foreignKey}` },
    },
    page,
  );
  return { rows: rows.map(toContactReference), next };
}

/** Pages leave out columns that are NULL. */
export function toContactReference(row: Partial<ContactReference> & { id: string }): ContactReference {
  return {
    id: row.id,
    name: row.name ?? "No name",
    externalId: row.externalId ?? null,
    alias: row.alias ?? null,
  };
}
