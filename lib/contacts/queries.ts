import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Account } from "@/lib/contacts/schema/account";
import type { ContactFilters, ContactKind } from "@/lib/contacts/schema/contact";
import type { User } from "@/lib/contacts/schema/user";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { lookups } from "@/lib/db/lookups";
import { omitNulls } from "@/lib/db/omit-nulls";
import { readPage } from "@/lib/db/read-page";
import { readFromReplica } from "@/lib/db/replica";
import { AppError } from "@/lib/errors";
import type { Page, PageQuery } from "@/lib/page";

type ContactOf = { user: User; account: Account };

/** Contacts of one kind that pass every filter: oldest first, or least recently changed first with `updatedSince`. */
export function listContacts<Kind extends ContactKind>(
  workspaceId: WorkspaceId,
  kind: Kind,
  { externalId, alias, segmentId, updatedSince, ...page }: ContactFilters & PageQuery,
): Promise<Page<ContactOf[Kind]>> {
  const { table, aliasColumn, foreignKey, segmentTable } = contactTables[kind];
  const where = [Prisma.sql`c."workspaceId" = ${workspaceId}`];
  if (externalId !== undefined) where.push(Prisma.sql`c."externalId" = ${externalId}`);
  if (alias !== undefined) where.push(Prisma.sql`c.${aliasColumn} = ${alias}`);
  if (updatedSince !== undefined) where.push(Prisma.sql`c."updatedAt" >= ${updatedSince}`);
  const columns = contactColumns(kind);
  const largeColumn = "properties";
  if (segmentId !== undefined) {
    const segmentCondition = Prisma.sql`m."workspaceId" = ${workspaceId} AND m."segmentId" = ${segmentId}`;
    const memberId = Prisma.sql`m.${foreignKey}`;
    // With the segment as the only filter, the segment's index has the order.
    if (where.length === 1) {
      const from = joinContactsSql(segmentTable, kind);
      const members = { columns, largeColumn, from, where: [segmentCondition], order: { id: memberId } };
      return readFromReplica((reader) => readPage(members, page, reader));
    }
    where.push(
      Prisma.sql`EXISTS (SELECT FROM ${segmentTable} m WHERE ${segmentCondition} AND ${memberId} = c."id")`,
    );
  }
  const order = {
    ...(updatedSince && { updatedAt: Prisma.sql`c."updatedAt"` }),
    id: Prisma.sql`c."id"`,
  };
  const list = { columns, largeColumn, from: Prisma.sql`${table} c`, where, order };
  return readFromReplica((reader) => readPage(list, page, reader));
}

/** The current accounts of a user, or the current users of an account: without those that were removed. */
export async function listMembershipContacts<Kind extends ContactKind>(
  workspaceId: WorkspaceId,
  kind: Kind,
  otherExternalId: string,
  page: PageQuery,
): Promise<Page<ContactOf[Kind]>> {
  const { foreignKey, otherForeignKey } = contactTables[kind];
  const otherKind = kind === "user" ? "account" : "user";
  const otherId = await getContactRowId(workspaceId, otherKind, otherExternalId);
  const list = {
    columns: contactColumns(kind),
    largeColumn: "properties",
    from: joinContactsSql(Prisma.sql`"AccountMember"`, kind),
    where: [
      Prisma.sql`m."workspaceId" = ${workspaceId}`,
      Prisma.sql`m.${otherForeignKey} = ${otherId}`,
      Prisma.sql`m."removedAt" IS NULL`,
    ],
    order: { id: Prisma.sql`m.${foreignKey}` },
  };
  return readFromReplica((reader) => readPage(list, page, reader));
}

export async function getContact<Kind extends ContactKind>(
  workspaceId: WorkspaceId,
  kind: Kind,
  externalId: string,
): Promise<ContactOf[Kind]> {
  const { text, values } = Prisma.sql`
    SELECT ${contactColumns(kind)} FROM ${contactTables[kind].table} c
    WHERE c."workspaceId" = ${workspaceId} AND c."externalId" = ${externalId}`;
  const [row] = await lookups.query<ContactOf[Kind]>({ name: `get-${kind}`, text, values });
  if (!row) throw notFound(kind);
  return omitNulls(row) as ContactOf[Kind];
}

/** The row id, by which other tables refer to the contact. */
export async function getContactRowId(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  externalId: string,
): Promise<string> {
  const { text, values } = Prisma.sql`
    SELECT "id" FROM ${contactTables[kind].table}
    WHERE "workspaceId" = ${workspaceId} AND "externalId" = ${externalId}`;
  const [row] = await lookups.query<{ id: string }>({ name: `get-${kind}-row-id`, text, values });
  if (!row) throw notFound(kind);
  return row.id;
}

/** The columns of a contact `c` under the API's names. The row id is for cursors. */
function contactColumns(kind: ContactKind): Prisma.Sql {
  return Prisma.sql`
    c."id", c."externalId" AS ${Prisma.raw(`"${kind}Id"`)}, c.${contactTables[kind].aliasColumn},
    c."firstSeenAt", c."lastSeenAt", c."updatedAt", to_json(c."properties") AS "properties"`;
}

/**
 * Joins the rows `m` of a table with their contacts `c`. LATERAL with LIMIT forces one index lookup per row: a plain
 * join could become a merge join that reads contacts by id from the very first one.
 */
export function joinContactsSql(table: Prisma.Sql, kind: ContactKind): Prisma.Sql {
  const { table: contactTable, foreignKey } = contactTables[kind];
  return Prisma.sql`${table} m CROSS JOIN LATERAL (
    SELECT * FROM ${contactTable} WHERE "workspaceId" = m."workspaceId" AND "id" = m.${foreignKey} LIMIT 1) c`;
}

/** The same message for a contact of another workspace as for none. */
function notFound(kind: ContactKind): AppError {
  return new AppError("not_found", `There is no ${kind} with this ${kind}Id.`);
}
