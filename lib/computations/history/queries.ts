import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { historyHorizonSql } from "@/lib/computations/engine/worker-lock";
import { contactReferenceColumns, toContactReference } from "@/lib/computations/queries";
import type { ComputationType } from "@/lib/computations/schema/computation";
import type { ContactReference, SegmentHistoryRow } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { readPage } from "@/lib/db/read-page";
import { runStatement } from "@/lib/db/transact";
import { getIdTime, getMinId } from "@/lib/ids";
import type { Page, PageQuery } from "@/lib/page";

export type SegmentChange = {
  id: string;
  at: Date;
  entered: boolean;
  /** "event <name>", "property", "membership", "segment", "created", "time" or "definition". */
  cause: string;
  contact: { id: string; externalId: string | null; alias: string | null };
};

type SegmentChangeRow = Omit<SegmentChange, "at" | "contact"> & {
  contactId: string;
  externalId?: string;
  alias?: string;
};

/**
 * The contacts that entered and left a segment, oldest first. For syncs: a change appears only when all older ones are
 * stored, so a reader that continues after the last id it has seen misses none. Changes of deleted and merged contacts are
 * deleted.
 */
export async function listSegmentChanges(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  segmentId: string,
  { from, after, ...page }: { from?: Date | undefined; after?: string | undefined } & PageQuery,
): Promise<Page<SegmentChange>> {
  const { table, aliasColumn } = contactTables[kind];
  const horizon = await readHorizon();
  const { rows, next } = await readPage<SegmentChangeRow>(
    {
      columns: Prisma.sql`
        h."id", h."entered", h."cause", h."contactId", c."externalId", c.${aliasColumn} AS "alias"`,
      from: Prisma.sql`
        "ContactChange" h
        JOIN ${table} c ON c."workspaceId" = ${workspaceId} AND c."id" = h."contactId"`,
      where: [
        Prisma.sql`h."workspaceId" = ${workspaceId}`,
        Prisma.sql`h."computationId" = ${segmentId}`,
        Prisma.sql`h."type" = 'segment'`,
        ...(from ? [Prisma.sql`h."id" >= ${getMinId(from)}`] : []),
        ...(after === undefined ? [] : [Prisma.sql`h."id" > ${after}`]),
      ],
      order: { id: Prisma.sql`h."id"` },
    },
    page,
  );
  const complete = rows.filter(({ id }) => id < horizon);
  return {
    rows: complete.map(({ id, entered, cause, contactId, externalId = null, alias = null }) => ({
      id,
      at: getIdTime(id),
      entered,
      cause,
      contact: { id: contactId, externalId, alias },
    })),
    next: complete.length < rows.length ? null : next,
  };
}

/** The contacts that entered and left a segment, newest first. For screens. */
export async function listSegmentHistory(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  segmentId: string,
  page: PageQuery,
): Promise<Page<SegmentHistoryRow>> {
  const { table } = contactTables[kind];
  const { rows, next } = await readPage<HistoryColumns>(
    {
      columns: Prisma.sql`h."id" AS "changeId", h."entered", h."cause", ${contactReferenceColumns(kind)}`,
      from: Prisma.sql`
        "ContactChange" h
        JOIN ${table} c ON c."workspaceId" = ${workspaceId} AND c."id" = h."contactId"`,
      where: [
        Prisma.sql`h."workspaceId" = ${workspaceId}`,
        Prisma.sql`h."computationId" = ${segmentId}`,
        Prisma.sql`h."type" = 'segment'`,
      ],
      order: { changeId: Prisma.sql`h."id"` },
      newestFirst: true,
    },
    page,
  );
  return {
    rows: rows.map(({ changeId, entered, cause, ...contact }) => ({
      id: changeId,
      at: getIdTime(changeId),
      entered,
      cause,
      contact: toContactReference(contact),
    })),
    next,
  };
}

type HistoryColumns = Pick<SegmentHistoryRow, "entered" | "cause"> & ContactReference & { changeId: string };

async function readHorizon(): Promise<string> {
  const [row] = await runStatement<{ horizon: Date }>({
    name: "read-history-horizon",
    text: `SELECT ${historyHorizonSql} AS "horizon"`,
  });
  return getMinId(row?.horizon ?? new Date(0));
}

export type ContactChangeRow = {
  id: string;
  at: Date;
  type: ComputationType;
  computationId: string;
  entered: boolean;
  name: string;
  previous: string;
  cause: string;
};

/** What changed for a contact, newest first. */
export async function listContactChanges(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  contactId: string,
  page: PageQuery,
): Promise<Page<ContactChangeRow>> {
  const { rows, next } = await readPage<Omit<ContactChangeRow, "at">>(
    {
      columns: Prisma.sql`
        h."id", h."type", h."computationId", h."entered", h."name", h."previous", h."cause"`,
      from: Prisma.sql`"ContactChange" h`,
      where: [
        Prisma.sql`h."workspaceId" = ${workspaceId}`,
        Prisma.sql`h."kind" = ${kind}::"ContactKind"`,
        Prisma.sql`h."contactId" = ${contactId}`,
      ],
      order: { id: Prisma.sql`h."id"` },
      newestFirst: true,
    },
    page,
  );
  return { rows: rows.map((row) => ({ ...row, at: getIdTime(row.id) })), next };
}
