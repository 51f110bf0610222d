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
import { AppError } from "@/lib/errors";
import type { Page, PageQuery } from "@/lib/page";

type ContactOf = { user: User; account: Account };

/** Contacts of one kind that all filters let through: oldest first, or by their last change with `updatedSince`. */
export function listContacts<Kind extends ContactKind>(
  workspaceId: WorkspaceId,
  kind: Kind,
  { externalId, alias, segmentId, updatedSince, ...page }: ContactFilters & PageQuery,
): Promise<Page<ContactOf[Kind]>> {
  const { table, reference, segments, alias: aliasColumn } = contactTables[kind];
  const where = [Prisma.sql`c."workspaceId" = ${workspaceId}`];
  if (externalId !== undefined) where.push(Prisma.sql`c."externalId" = ${externalId}`);
  if (alias !== undefined) where.push(Prisma.sql`c.${Prisma.raw(aliasColumn)} = ${alias}`);
  if (updatedSince !== undefined) where.push(Prisma.sql`c."updatedAt" >= ${updatedSince}`);
  const columns = Prisma.raw(columnsOf(kind));
  const largeColumn = "properties";
  if (segmentId !== undefined) {
    const member = Prisma.sql`m."workspaceId" = ${workspaceId} AND m."segmentId" = ${segmentId}`;
    const memberId = Prisma.raw(`m.${reference}`);
    // A segment alone is read in its own order; with other filters, it is one of them.
    if (where.length === 1) {
      const from = Prisma.raw(lookUpContact(segments, kind));
      return readPage({ columns, largeColumn, from, where: [member], order: { id: memberId } }, page);
    }
    const members = Prisma.raw(segments);
    where.push(Prisma.sql`EXISTS (SELECT FROM ${members} m WHERE ${member} AND ${memberId} = c."id")`);
  }
  const order = {
    ...(updatedSince && { updatedAt: Prisma.sql`c."updatedAt"` }),
    id: Prisma.sql`c."id"`,
  };
  return readPage({ columns, largeColumn, from: Prisma.raw(`${table} c`), where, order }, page);
}

/** The accounts of a user or the users of an account, as they are now: whoever was removed is not among them. */
export async function listMembershipContacts<Kind extends ContactKind>(
  workspaceId: WorkspaceId,
  kind: Kind,
  of: string,
  page: PageQuery,
): Promise<Page<ContactOf[Kind]>> {
  const { reference, otherReference } = contactTables[kind];
  const otherId = await getContactRowId(workspaceId, kind === "user" ? "account" : "user", of);
  const list = {
    columns: Prisma.raw(columnsOf(kind)),
    largeColumn: "properties",
    from: Prisma.raw(lookUpContact(`"AccountMember"`, kind)),
    where: [
      Prisma.sql`m."workspaceId" = ${workspaceId}`,
      Prisma.sql`m.${Prisma.raw(otherReference)} = ${otherId}`,
      Prisma.sql`m."removedAt" IS NULL`,
    ],
    order: { id: Prisma.raw(`m.${reference}`) },
  };
  return readPage(list, page);
}

/** The contact that the workspace calls by this id. */
export async function getContact<Kind extends ContactKind>(
  workspaceId: WorkspaceId,
  kind: Kind,
  externalId: string,
): Promise<ContactOf[Kind]> {
  const [row] = await lookups.query<ContactOf[Kind]>({
    name: `get-${kind}`,
    text: `SELECT ${columnsOf(kind)} FROM ${contactTables[kind].table} c WHERE c."workspaceId" = $1 AND c."externalId" = $2`,
    values: [workspaceId, externalId],
  });
  if (!row) throw notFound(kind);
  return omitNulls(row) as ContactOf[Kind];
}

/** What other tables call that contact by. */
export async function getContactRowId(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  externalId: string,
): Promise<string> {
  const [row] = await lookups.query<{ id: string }>({
    name: `get-${kind}-row-id`,
    text: `SELECT "id" FROM ${contactTables[kind].table} WHERE "workspaceId" = $1 AND "externalId" = $2`,
    values: [workspaceId, externalId],
  });
  if (!row) throw notFound(kind);
  return row.id;
}

/** The columns of a contact `c`, by the API's names; the row's own id is for cursors. */
function columnsOf(kind: ContactKind): string {
  const names = ["id", "firstSeenAt", "lastSeenAt", "updatedAt"].map((name) => `c."${name}"`);
  return `c."externalId" AS "${kind}Id", c.${contactTables[kind].alias}, ${names.join(", ")},
    to_json(c."properties") AS "properties"`;
}

/**
 * The rows `m` of a table that refer to contacts, with the contact `c` of each, looked up one by one: joined freely,
 * both might be read side by side in the order of their ids, from the very first contact on.
 */
function lookUpContact(table: string, kind: ContactKind): string {
  const { table: contacts, reference } = contactTables[kind];
  return `${table} m CROSS JOIN LATERAL (
    SELECT * FROM ${contacts} WHERE "workspaceId" = m."workspaceId" AND "id" = m.${reference} LIMIT 1) c`;
}

// One sentence for whoever does not exist and for whoever is another workspace's.
function notFound(kind: ContactKind): AppError {
  return new AppError("not_found", `There is no ${kind} with this ${kind}Id.`);
}
