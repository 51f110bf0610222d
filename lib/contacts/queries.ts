import "server-only";
import type { Account } from "@/lib/accounts/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactFilters, ContactKind } from "@/lib/contacts/schema";
import { lookups } from "@/lib/db/lookups";
import { omitNulls } from "@/lib/db/omit-nulls";
import { type List, readPage } from "@/lib/db/read-page";
import { AppError } from "@/lib/errors";
import type { Page, PageQuery } from "@/lib/page";
import type { User } from "@/lib/users/schema";

type ContactOf = { user: User; account: Account };

/** Where each kind is kept. `reference` is what other tables call it by: its row's id. */
const kept = {
  user: {
    table: `"User"`,
    reference: `"userId"`,
    alias: `c."email"`,
    segments: `"SegmentUser"`,
    columns: `c."id", c."externalId" AS "userId", c."email", c."properties", c."firstSeenAt", c."lastSeenAt", c."updatedAt"`,
    missing: "There is no user with this userId.",
  },
  account: {
    table: `"Account"`,
    reference: `"accountId"`,
    alias: `c."domain"`,
    segments: `"SegmentAccount"`,
    columns: `c."id", c."externalId" AS "accountId", c."domain", c."properties", c."firstSeenAt", c."lastSeenAt", c."updatedAt"`,
    missing: "There is no account with this accountId.",
  },
} as const satisfies Record<ContactKind, Record<string, string>>;

/** Contacts of one kind that all filters let through: oldest first, or by their last change with `updatedSince`. */
export function listContacts<Kind extends ContactKind>(
  workspaceId: WorkspaceId,
  kind: Kind,
  { externalId, alias, segmentId, updatedSince, ...page }: ContactFilters & PageQuery,
): Promise<Page<ContactOf[Kind]>> {
  const { table, columns, reference, segments, alias: aliasColumn } = kept[kind];
  const values: unknown[] = [workspaceId];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const where = [`c."workspaceId" = $1`];
  if (externalId !== undefined) where.push(`c."externalId" = ${bind(externalId)}`);
  if (alias !== undefined) where.push(`${aliasColumn} = ${bind(alias)}`);
  if (updatedSince !== undefined) where.push(`c."updatedAt" >= ${bind(updatedSince)}`);
  if (segmentId !== undefined) where.push(`m."workspaceId" = $1 AND m."segmentId" = ${bind(segmentId)}`);
  const inSegment = segmentId !== undefined;
  const id = inSegment ? `m.${reference}` : `c."id"`;
  return readPage<ContactOf[Kind]>(
    {
      columns,
      from: inSegment ? joinContact(segments, kind) : `${table} c`,
      where,
      values,
      order: updatedSince === undefined ? { id } : { updatedAt: `c."updatedAt"`, id: `c."id"` },
    },
    page,
  );
}

/** The accounts of a user or the users of an account, as they are now: whoever was removed is not among them. */
export async function listMemberships<Kind extends ContactKind>(
  workspaceId: WorkspaceId,
  kind: Kind,
  of: string,
  page: PageQuery,
): Promise<Page<ContactOf[Kind]>> {
  const owner = kind === "user" ? "account" : "user";
  const list: List = {
    columns: kept[kind].columns,
    from: joinContact(`"AccountMember"`, kind),
    where: [
      `c."workspaceId" = $1 AND m."workspaceId" = $1`,
      `m.${kept[owner].reference} = $2 AND m."removedAt" IS NULL`,
    ],
    values: [workspaceId, await getRowId(workspaceId, owner, of)],
    order: { id: `m.${kept[kind].reference}` },
  };
  return readPage<ContactOf[Kind]>(list, page);
}

/** The contact that the workspace calls by this id. */
export async function getContact<Kind extends ContactKind>(
  workspaceId: WorkspaceId,
  kind: Kind,
  externalId: string,
): Promise<ContactOf[Kind]> {
  const { table, columns, missing } = kept[kind];
  const [row] = await lookups.query<ContactOf[Kind]>({
    name: `get-${kind}`,
    text: `SELECT ${columns} FROM ${table} c WHERE c."workspaceId" = $1 AND c."externalId" = $2`,
    values: [workspaceId, externalId],
  });
  if (!row) throw new AppError("not_found", missing);
  return omitNulls(row) as ContactOf[Kind];
}

/** What other tables call that contact by. */
export async function getRowId(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  externalId: string,
): Promise<string> {
  const { table, missing } = kept[kind];
  const [row] = await lookups.query<{ id: string }>({
    name: `get-${kind}-row-id`,
    text: `SELECT "id" FROM ${table} WHERE "workspaceId" = $1 AND "externalId" = $2`,
    values: [workspaceId, externalId],
  });
  if (!row) throw new AppError("not_found", missing);
  return row.id;
}

/** The rows `m` of a table that refer to contacts, with the contact `c` of each. */
function joinContact(table: string, kind: ContactKind): string {
  return `${table} m JOIN ${kept[kind].table} c ON c."workspaceId" = m."workspaceId" AND c."id" = m.${kept[kind].reference}`;
}
