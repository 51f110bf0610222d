import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { findStoredTest, type StoredTest } from "@/lib/computations/schema/stored-test";
import { joinContactsSql } from "@/lib/contacts/queries";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import {
  type ContactColumn,
  type ContactListPage,
  type ContactListQuery,
  type ContactRow,
  type ContactSort,
  contactsPerPage,
  maxSearchedContacts,
  noStage,
} from "@/lib/contacts/schema/contact-list";
import { getContactName, nameProperties } from "@/lib/contacts/schema/contact-name";
import type { PropertyValue } from "@/lib/contacts/schema/property";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { type PaginatedList, readPage } from "@/lib/db/read-page";
import { readFromReplica } from "@/lib/db/replica";
import { runStatement } from "@/lib/db/transact";
import { AppError } from "@/lib/errors";
import type { PageQuery } from "@/lib/page";
import { isStorable } from "@/lib/text/storable";

type StoredRow = {
  id: string;
  externalId?: string;
  alias?: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
  properties: Record<string, PropertyValue>;
};

type ContactFilter = Pick<ContactListQuery, "search" | "segment" | "stage" | "sort" | "direction">;
type ListQuery = ContactFilter &
  Pick<ContactListQuery, "cursor"> &
  Partial<Pick<ContactListQuery, "condition">>;

/** The size of a list, and the order that it can have. */
type ListRange = Pick<ContactListPage, "total" | "sortsByActivity" | "sort">;

/** The contacts that pass the filters, without columns. */
export type ContactSelection = ListRange & Omit<PaginatedList, "columns">;

/**
 * A page of contacts with the values of the chosen columns. Conditions must be a stored test: `searchContacts` evaluates
 * others.
 */
export async function listContactRows(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  { condition = null, cursor, ...filter }: ListQuery,
  columns: readonly string[],
): Promise<ContactListPage> {
  const test = condition && findStoredTest(condition);
  const { total, sortsByActivity, sort, ...selection } = await selectContacts(
    workspaceId,
    kind,
    filter,
    test,
  );
  const list = { columns: rowColumnsSql(kind, columns), ...selection };
  const page = { limit: contactsPerPage, cursor: cursor ?? undefined };
  const read = (query: PageQuery) => readFromReplica((reader) => readPage<StoredRow>(list, query, reader));
  const { rows, next } = await read(page).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== "bad_request") throw error;
    return read({ limit: contactsPerPage });
  });
  return { rows: rows.map((row) => toContactRow(row, columns)), next, sortsByActivity, sort, total };
}

/** The list without rows, for a search that reads them. */
export async function describeContactList(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  requestedSort: ContactSort,
): Promise<ContactListPage> {
  const { total, floor } = await findSearchRange(workspaceId, kind);
  return { rows: [], next: null, ...toListRange(total, floor, requestedSort) };
}

/** The rows of these contacts, in the order of the ids. */
export async function readContactRows(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  ids: readonly string[],
  columns: readonly string[],
): Promise<ContactRow[]> {
  const rows = await runStatement<StoredRow>(Prisma.sql`
    SELECT ${rowColumnsSql(kind, columns)} FROM ${contactTables[kind].table} c
    WHERE c."workspaceId" = ${workspaceId} AND c."id" = ANY(${ids}::text[])`);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [toContactRow(row, columns)] : [];
  });
}

export async function selectContacts(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  { search, segment, stage, sort: requestedSort, direction }: ContactFilter,
  test: StoredTest | null = null,
): Promise<ContactSelection> {
  const { table, foreignKey, segmentTable } = contactTables[kind];
  const { total, floor } = await findSearchRange(workspaceId, kind);
  const range = toListRange(total, floor, requestedSort);
  const isOfSegment = test?.type === "segment" && segment === null;
  const segmentId = isOfSegment ? test.segmentId : segment;
  // The segment's index has its members in the order of their ids.
  const [from, id] =
    segmentId === null
      ? [Prisma.sql`${table} c`, Prisma.sql`c."id"`]
      : [joinContactsSql(segmentTable, kind), Prisma.sql`m.${foreignKey}`];
  const where =
    segmentId === null
      ? [Prisma.sql`c."workspaceId" = ${workspaceId}`]
      : [Prisma.sql`m."workspaceId" = ${workspaceId}`, Prisma.sql`m."segmentId" = ${segmentId}`];
  const text = search.trim();
  if (text !== "") where.push(searchCondition(workspaceId, kind, text, floor));
  if (stage !== null) where.push(stageCondition(workspaceId, kind, stage));
  if (test && !isOfSegment) where.push(storedTestCondition(workspaceId, kind, test));
  return { ...range, from, where, order: orderOf(range.sort, id), newestFirst: direction === "descending" };
}

function toListRange(total: number, floor: string | null, requestedSort: ContactSort): ListRange {
  const sortsByActivity = floor === null;
  return { total, sortsByActivity, sort: sortsByActivity ? requestedSort : "created" };
}

function rowColumnsSql(kind: ContactKind, columns: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    c."id", c."externalId", c.${contactTables[kind].aliasColumn} AS "alias", c."firstSeenAt", c."lastSeenAt",
    ${pickPropertiesSql([...columns, ...nameProperties])} AS "properties"`;
}

/** The columns that the list can show, by group and label. Archived properties are left out. */
export async function listContactColumns(
  workspaceId: WorkspaceId,
  kind: ContactKind,
): Promise<ContactColumn[]> {
  const { rows } = await pool.query<ContactColumn>({
    name: "list-contact-columns",
    text: `
      SELECT p."name", p."label", p."type", p."isComputed", g."name" AS "group"
      FROM "Property" p
      LEFT JOIN "Group" g ON g."workspaceId" = p."workspaceId" AND g."id" = p."groupId"
      WHERE p."workspaceId" = $1 AND p."kind" = $2::"ContactKind" AND p."archivedAt" IS NULL
      ORDER BY g."name" NULLS LAST, lower(p."label"), p."name"`,
    values: [workspaceId, kind],
  });
  return rows;
}

/** The number of contacts up to the limit, and beyond it the id from which contacts are searched in parts. */
async function findSearchRange(
  workspaceId: WorkspaceId,
  kind: ContactKind,
): Promise<{ total: number; floor: string | null }> {
  const { text, values } = Prisma.sql`
    SELECT count(*)::int AS "total", min("id") AS "floor" FROM (
      SELECT "id" FROM ${contactTables[kind].table} WHERE "workspaceId" = ${workspaceId}
      ORDER BY "id" DESC LIMIT ${maxSearchedContacts + 1}
    ) newest`;
  const { rows } = await pool.query<{ total: number; floor: string | null }>(text, values);
  const { total = 0, floor = null } = rows[0] ?? {};
  return total > maxSearchedContacts ? { total: maxSearchedContacts, floor } : { total, floor: null };
}

/**
 * Contacts with this id, email or domain, and the newest ones with the text in one of these or in their name. The array
 * is computed once, before the rows of the page are chosen.
 */
function searchCondition(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  text: string,
  floor: string | null,
): Prisma.Sql {
  if (!isStorable(text)) return Prisma.sql`false`;
  const { table, aliasColumn } = contactTables[kind];
  const folded = text.toLowerCase();
  const names = nameProperties.map((name) => Prisma.sql`s."properties" ->> ${name}`);
  const from = floor === null ? Prisma.empty : Prisma.sql`AND s."id" >= ${floor}`;
  return Prisma.sql`c."id" = ANY (ARRAY(
    SELECT s."id" FROM ${table} s WHERE s."workspaceId" = ${workspaceId} AND s."externalId" = ${text}
    UNION
    SELECT s."id" FROM ${table} s WHERE s."workspaceId" = ${workspaceId} AND s.${aliasColumn} = ${folded}
    UNION
    SELECT s."id" FROM ${table} s WHERE s."workspaceId" = ${workspaceId} ${from}
      AND strpos(lower(concat_ws(' ', s."externalId", s.${aliasColumn}, ${Prisma.join(names)})), ${folded}) > 0))`;
}

function stageCondition(workspaceId: WorkspaceId, kind: ContactKind, stage: string): Prisma.Sql {
  const state = Prisma.sql`
    SELECT FROM "ContactState" s
    WHERE s."workspaceId" = ${workspaceId} AND s."kind" = ${kind}::"ContactKind" AND s."contactId" = c."id"`;
  if (stage === noStage) return Prisma.sql`NOT EXISTS (${state} AND s."stageId" IS NOT NULL)`;
  return isStorable(stage) ? Prisma.sql`EXISTS (${state} AND s."stageId" = ${stage})` : Prisma.sql`false`;
}

function storedTestCondition(workspaceId: WorkspaceId, kind: ContactKind, test: StoredTest): Prisma.Sql {
  if (test.type === "segment") {
    const { foreignKey, segmentTable } = contactTables[kind];
    return Prisma.sql`EXISTS (
      SELECT FROM ${segmentTable} x
      WHERE x."workspaceId" = ${workspaceId} AND x."segmentId" = ${test.segmentId} AND x.${foreignKey} = c."id")`;
  }
  const isOneOf =
    test.type === "stage"
      ? Prisma.sql`s."stageId" = ANY(${test.stageIds}::text[])`
      : Prisma.sql`s."health" = ANY(${test.values}::text[])`;
  return Prisma.sql`EXISTS (
    SELECT FROM "ContactState" s
    WHERE s."workspaceId" = ${workspaceId} AND s."kind" = ${kind}::"ContactKind" AND s."contactId" = c."id" AND ${isOneOf})`;
}

function orderOf(sort: ContactSort, id: Prisma.Sql): Record<string, Prisma.Sql> {
  if (sort === "lastSeen") return { lastSeenAt: Prisma.sql`c."lastSeenAt"`, id };
  return sort === "firstSeen" ? { firstSeenAt: Prisma.sql`c."firstSeenAt"`, id } : { id };
}

/** The chosen properties of a contact `c`, since all of them have up to 100,000 bytes. */
function pickPropertiesSql(names: readonly string[]): Prisma.Sql {
  return Prisma.sql`(
    SELECT coalesce(jsonb_object_agg(n, c."properties" -> n), '{}') FROM unnest(${names}::text[]) n
    WHERE c."properties" ? n)`;
}

const maxCellText = 200;
const maxCellItems = 10;

function toContactRow({ properties, ...row }: StoredRow, columns: readonly string[]): ContactRow {
  const { externalId = null, alias = null } = row;
  const values = columns.flatMap((name) => {
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return value === undefined ? [] : [[name, cutValue(value)] as const];
  });
  const name = getContactName({ properties, externalId, alias }).slice(0, maxCellText);
  return { ...row, name, externalId, alias, values: Object.fromEntries(values) };
}

function cutValue(value: PropertyValue): PropertyValue {
  if (typeof value === "string") return value.slice(0, maxCellText);
  return Array.isArray(value)
    ? value.slice(0, maxCellItems).map((item) => item.slice(0, maxCellText))
    : value;
}
