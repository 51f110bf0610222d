import "server-only";
import type { QueryResultRow } from "pg";
import { readCursor, writeCursor } from "@/lib/cursor";
import { omitNulls } from "@/lib/db/omit-nulls";
import { pool } from "@/lib/db/pool";
import { maxPageBytes, type Page, type PageQuery } from "@/lib/page";

/** A list that an index holds in its order: see `readPage`. */
export type List = {
  columns: string;
  /** The column of JSON that makes rows large, where there is one: it counts towards `maxPageBytes`. */
  largeColumn?: string;
  from: string;
  /** Conditions; what comes from outside stands in `values`. */
  where: readonly string[];
  values: readonly unknown[];
  /** The columns that a row's place follows from, each under the name that `columns` gives it. Together unique. */
  order: Readonly<Record<string, string>>;
  newestFirst?: boolean;
};

/**
 * A page of a list. It begins after the last row of the page before, wherever that row has gone since, so rows that
 * come and go meanwhile neither repeat nor hide another; and the index is entered at that place, so a page far back
 * costs what the first one does.
 */
export async function readPage<Row extends QueryResultRow>(list: List, query: PageQuery): Promise<Page<Row>> {
  const { columns, from, where, order } = list;
  const [comparison, direction] = list.newestFirst ? ["<", "DESC"] : [">", "ASC"];
  const keys = Object.values(order);
  // A cursor is good for the question that it comes from: the same conditions, the same values, the same order.
  const question = [from, where, list.values, keys, direction];
  const position = query.cursor === undefined ? [] : readCursor(question, query.cursor);
  const values = [...list.values, ...position, query.limit + 1];
  const conditions = [...where];
  if (position.length > 0) {
    const places = keys.map((_, index) => `$${list.values.length + index + 1}`);
    conditions.push(`(${keys.join(", ")}) ${comparison} (${places.join(", ")})`);
  }
  const select = `SELECT ${columns}
     FROM ${from}
     WHERE ${conditions.join(" AND ")}
     ORDER BY ${keys.map((key) => `${key} ${direction}`).join(", ")}
     LIMIT $${values.length}`;
  const { rows } = await pool.query<Row>(
    list.largeColumn ? endAtBytes(select, list.largeColumn) : select,
    values,
  );
  const end = rows.findIndex(({ isPastEnd }, index) => index === query.limit || isPastEnd === "1");
  const shown = (end < 0 ? rows : rows.slice(0, end)).map(({ isPastEnd, ...row }) => row);
  const last = end < 0 ? undefined : shown.at(-1);
  return {
    rows: shown.map((row) => omitNulls(row as Row)),
    next:
      last === undefined
        ? null
        : writeCursor(
            question,
            Object.keys(order).map((name) => last[name]),
          ),
  };
}

/**
 * The rows of a statement up to the first one that comes after `maxPageBytes`, in which "isPastEnd" is 1. The windows have
 * no order of their own: they see the rows one by one as the statement finds them, and the condition on the outer one
 * stops it, so that the database neither reads nor unpacks what lies further on.
 */
function endAtBytes(select: string, largeColumn: string): string {
  return `
    SELECT * FROM (
      SELECT *, count(CASE WHEN "bytesBefore" >= ${maxPageBytes} THEN 1 END) OVER (ROWS UNBOUNDED PRECEDING) AS "isPastEnd"
      FROM (
        SELECT *, sum(octet_length("${largeColumn}"::text)) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "bytesBefore"
        FROM (${select}) "row"
      ) "measured"
    ) "page" WHERE "isPastEnd" <= 1`;
}
