import "server-only";
import type { Pool, PoolClient, QueryResultRow } from "pg";
import { readCursor, writeCursor } from "@/lib/db/cursor";
import { Prisma } from "@/lib/db/generated/client";
import { omitNulls } from "@/lib/db/omit-nulls";
import { pool } from "@/lib/db/pool";
import { maxPageBytes, type Page, type PageQuery } from "@/lib/page";

/** A list to paginate. One index must hold its rows in the list's order. */
export type PaginatedList = {
  columns: Prisma.Sql;
  /** The JSON column that counts towards `maxPageBytes`. */
  largeColumn?: string;
  from: Prisma.Sql;
  where: readonly Prisma.Sql[];
  /** The columns that the cursor holds, by their names in `columns`. Together they are unique. */
  order: Readonly<Record<string, Prisma.Sql>>;
  newestFirst?: boolean;
};

/**
 * Reads a page by keyset pagination: it starts after the last row of the page before. Rows added or deleted in between
 * neither repeat nor hide another row, and a late page costs as much as the first.
 */
export async function readPage<Row extends QueryResultRow>(
  list: PaginatedList,
  { cursor, limit }: PageQuery,
  client: Pick<Pool | PoolClient, "query"> = pool,
): Promise<Page<Row>> {
  const { keys, selection, order } = toStatement(list);
  const comparison = list.newestFirst ? Prisma.sql`<` : Prisma.sql`>`;
  const startCondition =
    cursor === undefined
      ? Prisma.empty
      : Prisma.sql`AND (${Prisma.join(keys)}) ${comparison} (${Prisma.join(readCursor(toSignedList(list), cursor))})`;
  const select = Prisma.sql`
    SELECT ${list.columns} ${selection} ${startCondition} ${order} LIMIT ${limit + 1}`;
  const { rows } = await client.query<Row>(
    list.largeColumn ? limitBytesSql(select, Prisma.raw(`"${list.largeColumn}"`)) : select,
  );
  const end = rows.findIndex(({ isPastEnd }, index) => index === limit || isPastEnd === "1");
  const pageRows = (end < 0 ? rows : rows.slice(0, end)).map(({ isPastEnd, ...row }) => row);
  const last = end < 0 ? undefined : pageRows.at(-1);
  return {
    rows: pageRows.map((row) => omitNulls(row as Row)),
    next: last === undefined ? null : writeCursorAfter(list, last),
  };
}

/** The cursor of the page that starts after this row. The row has the columns of the list's order. */
export function writeCursorAfter(list: PaginatedList, row: QueryResultRow): string {
  return writeCursor(
    toSignedList(list),
    Object.keys(list.order).map((name) => row[name]),
  );
}

function toStatement({ from, where, order: orderBy, newestFirst }: PaginatedList) {
  const keys = Object.values(orderBy);
  const direction = newestFirst ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  return {
    keys,
    selection: Prisma.sql`FROM ${from} WHERE ${Prisma.join(where, " AND ")}`,
    order: Prisma.sql`ORDER BY ${Prisma.join(keys.map((key) => Prisma.sql`${key} ${direction}`))}`,
  };
}

/** The cursor is signed with the statement: it is valid for the same list, filters and order only. */
function toSignedList(list: PaginatedList): unknown {
  const { selection, order } = toStatement(list);
  return [selection.text, selection.values, order.text];
}

/**
 * Ends a SELECT one row after `maxPageBytes`; that row has "isPastEnd" = 1. The windows have no ORDER BY, so they see each
 * row as the SELECT produces it, and the outer condition stops the SELECT: later rows are neither read nor detoasted.
 */
function limitBytesSql(select: Prisma.Sql, largeColumn: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT * FROM (
      SELECT *, count(CASE WHEN "bytesBefore" >= ${maxPageBytes} THEN 1 END) OVER (ROWS UNBOUNDED PRECEDING) AS "isPastEnd"
      FROM (
        SELECT *, sum(octet_length(${largeColumn}::text)) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "bytesBefore"
        FROM (${select}) "row"
      ) "measured"
    ) "page" WHERE "isPastEnd" <= 1`;
}
