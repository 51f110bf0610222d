import type { Statement } from "@/lib/db/pipelined-transaction";
import type { PreparedRow } from "@/lib/logs/write/store";

/**
 * One statement for any number of writes. It returns a row for each write that it did not store: the position, from 1,
 * and "t" if only a lock of another transaction prevented it.
 */
export type SetStatement<Row = unknown> = {
  name: string;
  compose(rows: readonly Row[]): {
    text: string;
    values: Statement["values"];
    /** Run after it, with what it stored. Their rows are not read. */
    following?: readonly Statement[];
  };
};

/** A write that can share a transaction with writes of other calls. */
export type GroupedWrite<Row = unknown> = {
  statement: SetStatement<Row>;
  row: Row;
  /** The identifiers of the contacts that it changes. Two transactions of this process never change the same one. */
  contacts: readonly string[];
  /** A contact that the statement changes only once. */
  isExclusive?: true;
};

/** A write with its call. */
export type Submission = GroupedWrite & {
  /** Lanes take turns: a workspace's calls, or the messages of its websites. */
  lane: string;
  /** The memory that it needs while it waits. */
  bytes: number;
  /** The row of the log that is committed with it, and the time of the request's arrival by `performance.now()`. */
  logged: { row: PreparedRow; startedAt: number } | undefined;
  /** Throws if the call lost its permission while it waited. */
  authorize: () => unknown;
};

/** "alone": nothing was stored; the write needs a transaction of its own. */
export type Outcome = "stored" | "locked" | "alone" | Error;
