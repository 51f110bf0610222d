import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { explainComputation } from "@/lib/computations/explain/queries";
import { listSegmentChanges } from "@/lib/computations/history/queries";
import { getRunState } from "@/lib/computations/queries";
import type { Explanation, RunState } from "@/lib/computations/schema/explanation";
import { getContactRowId } from "@/lib/contacts/queries";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { lookups } from "@/lib/db/lookups";
import { omitNulls } from "@/lib/db/omit-nulls";
import { pool } from "@/lib/db/pool";
import { readPage } from "@/lib/db/read-page";
import { AppError } from "@/lib/errors";
import type { Page, PageQuery } from "@/lib/page";
import {
  type ConditionResult,
  changeCauseIds,
  type MemberChange,
  type MemberChangeQuery,
  type Segment,
  type SegmentDetails,
  type SegmentReason,
} from "@/lib/segments/schema";

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

type SegmentRow = { id: string; name: string; description: string; kind: ContactKind };

export async function getSegment(workspaceId: WorkspaceId, segmentId: string): Promise<SegmentDetails> {
  const { kind, ...segment } = await getSegmentRow(workspaceId, segmentId);
  const run = await getRunState(workspaceId, kind);
  const counted = await countMembers(workspaceId, kind, segmentId);
  return { ...segment, kind, ...counted, progress: toProgress(run) };
}

/** Changes that wait in the queue are not counted yet: the oldest of them ends the time that the count includes. */
async function countMembers(workspaceId: WorkspaceId, kind: ContactKind, segmentId: string) {
  const { rows } = await pool.query<{ count: number; asOf: Date }>(Prisma.sql`
    SELECT (SELECT count(*)::int FROM ${contactTables[kind].segmentTable}
            WHERE "workspaceId" = ${workspaceId} AND "segmentId" = ${segmentId}) AS "count",
           COALESCE((SELECT "queuedAt" FROM "ComputationQueue"
                     WHERE "workspaceId" = ${workspaceId} ORDER BY "id" LIMIT 1), now()) AS "asOf"`);
  const [counted] = rows;
  if (!counted) throw new Error("A SELECT without FROM returns one row.");
  return counted;
}

function toProgress(run: RunState): SegmentDetails["progress"] {
  if (run.state === "idle") return { state: "live" };
  return { state: run.state === "running" ? "applying" : "stopped", done: run.done, total: run.total };
}

/** Oldest first. */
export async function listMemberChanges(
  workspaceId: WorkspaceId,
  segmentId: string,
  query: MemberChangeQuery,
): Promise<Page<MemberChange>> {
  const { kind } = await getSegmentRow(workspaceId, segmentId);
  const { rows, next } = await listSegmentChanges(workspaceId, kind, segmentId, query);
  return {
    rows: rows.map(({ id, at, entered, cause, contact: { externalId, alias } }) => ({
      ...{ id, time: at, entered, ...readCause(cause) },
      ...(kind === "user"
        ? { user: omitNulls({ userId: externalId, email: alias }) }
        : { account: omitNulls({ accountId: externalId, domain: alias }) }),
    })),
    next,
  };
}

/** Splits "event report exported". */
function readCause(stored: string): Pick<MemberChange, "cause" | "event"> {
  const [, word, event] = /^(\w+)(?: (.*))?$/s.exec(stored) ?? [];
  const cause = changeCauseIds.find((id) => id === word) ?? "property";
  return event === undefined ? { cause } : { cause, event };
}

/** Why a contact is in a segment of its kind, or not. */
export async function explainMembership(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  externalId: string,
  segmentId: string,
): Promise<SegmentReason> {
  const contactId = await getContactRowId(workspaceId, kind, externalId);
  const { id, name, kind: segmentKind } = await getSegmentRow(workspaceId, segmentId);
  if (segmentKind !== kind) throw segmentNotFound();
  const { result, changesAt, parts } = await explainComputation(workspaceId, kind, contactId, segmentId);
  const explanation = parts[0]?.explanation;
  return {
    segment: { id, name },
    member: result === "Yes",
    ...(changesAt && { changesAt }),
    ...(explanation && { condition: toConditionResult(explanation) }),
  };
}

function toConditionResult({ text, holds, fact, changesAt, parts }: Explanation): ConditionResult {
  return {
    ...{ text, holds, fact },
    ...(changesAt && { changesAt }),
    ...(parts.length > 0 && { conditions: parts.map(toConditionResult) }),
  };
}

async function getSegmentRow(workspaceId: WorkspaceId, segmentId: string): Promise<SegmentRow> {
  const [row] = await lookups.query<SegmentRow>({
    name: "get-segment",
    text: `
      SELECT "id", "name", "description", "kind" FROM "Computation"
      WHERE "workspaceId" = $1 AND "id" = $2 AND "type" = 'segment'`,
    values: [workspaceId, segmentId],
  });
  if (!row) throw segmentNotFound();
  return row;
}

/** The same message for a segment of another workspace as for none. */
function segmentNotFound(): AppError {
  return new AppError("not_found", "There is no segment with this segmentId.");
}
