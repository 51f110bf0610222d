import "server-only";
import { copyIn, type Statement } from "@/lib/db/copy-in";
import { CopyRows } from "@/lib/db/copy-rows";
import { getIdTime } from "@/lib/ids";
import { createPartitionsFor } from "@/lib/logs/retention/partitions";
import { toDurationBucket } from "@/lib/logs/rollup/duration-buckets";
import {
  clearDimensionCache,
  type Dimension,
  findOrCreateDimensionIds,
  toDimensionKey,
} from "@/lib/logs/write/dimensions";
import { logPool } from "@/lib/logs/write/log-pool";
import { hour, second } from "@/lib/time";

/** A call as it is kept: cut to size, and without anything secret. */
export type StoredCall = Dimension & {
  /** A ULID, whose time is the time of the call. */
  id: string;
  /** Whether it counts as use of its application: its key was not refused. */
  accepted: boolean;
  path: string;
  query: string;
  /** Milliseconds. */
  duration: number;
  /** A JSON object each. */
  requestHeaders: string;
  responseHeaders: string;
  requestBody: string;
  requestBytes: number;
  responseBody: string;
  responseBytes: number;
};

/**
 * Stores calls and counts them, in one transaction. A call that is stored already is neither stored nor counted again:
 * where the answer to a commit was lost, its calls come once more.
 */
export async function storeCalls(calls: readonly StoredCall[]): Promise<void> {
  let rows = await toRows(calls);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await insertRows(rows);
      return;
    } catch (error) {
      if (attempt === mostAttempts) throw error;
      rows = await overcome(error, rows);
    }
  }
}

/** As there are reasons to refuse rows that can be overcome, and one more. */
const mostAttempts = 4;

/** A call on its way into the tables. */
type Row = { call: StoredCall; dimensionId: number; time: number };

async function toRows(calls: readonly StoredCall[]): Promise<Row[]> {
  const dimensions = new Map<string, Dimension>();
  const names = calls.map((call) => {
    const name = toDimensionKey(call);
    if (!dimensions.has(name)) dimensions.set(name, call);
    return name;
  });
  const dimensionIds = await findOrCreateDimensionIds(dimensions);
  const times = new Map<string, number>();
  return calls.map((call, index) => ({
    call,
    dimensionId: dimensionIds.get(names[index] as string) ?? noDimension,
    time: findTime(call.id, times),
  }));
}

/** Many calls come within one millisecond, which the first ten characters of an id tell. */
function findTime(id: string, known: Map<string, number>): number {
  const prefix = id.slice(0, 10);
  const time = known.get(prefix) ?? getIdTime(id).getTime();
  known.set(prefix, time);
  return time;
}

/** Refused like one that is gone: so was this one, between being made and being asked for. */
const noDimension = 0;

/** What to insert instead of rows that were refused for a reason that can be overcome. */
async function overcome(error: unknown, rows: Row[]): Promise<Row[]> {
  const { code } = error as { code?: unknown };
  if (code === alreadyThere) return withoutStored(rows);
  if (code === noSuchDimension) return withDimensionsAnew(rows);
  if (code !== noPartition) throw error;
  await createPartitionsFor(rows.map(({ call }) => call.id));
  return rows;
}

const alreadyThere = "23505";
const noSuchDimension = "23503";
const noPartition = "23514";

function withDimensionsAnew(rows: Row[]): Promise<Row[]> {
  clearDimensionCache();
  return toRows(rows.map(({ call }) => call));
}

async function withoutStored(rows: Row[]): Promise<Row[]> {
  const found = await logPool.query<{ id: string }>(
    `SELECT "id" FROM "RequestLog"
     JOIN unnest($1::text[], $2::text[]) AS call("workspaceId", "id") USING ("workspaceId", "id")`,
    [rows.map(({ call }) => call.workspaceId), rows.map(({ call }) => call.id)],
  );
  const stored = new Set(found.rows.map(({ id }) => id));
  return rows.filter(({ call }) => !stored.has(call.id));
}

/** Everybody locks counts before applications, and each in one order: nobody ever waits for whoever waits for them. */
async function insertRows(rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  await copyIn(logPool, copyRows, encode(rows), [addToCounts(rows), noteUses(rows)]);
}

const copyRows = {
  name: "copy-log-rows",
  text: `
    COPY "RequestLog" (
      "workspaceId", "id", "dimensionId", "path", "query", "duration", "requestHeaders", "responseHeaders",
      "requestBody", "requestBytes", "responseBody", "responseBytes") FROM STDIN (FORMAT binary)`,
};

function encode(rows: Row[]): Buffer {
  const encoded = new CopyRows();
  for (const { call, dimensionId } of rows) {
    encoded
      .row(12)
      .text(call.workspaceId)
      .text(call.id)
      .int(dimensionId)
      .text(call.path)
      .text(call.query)
      .real(Math.round(call.duration * 1_000) / 1_000)
      .text(call.requestHeaders)
      .text(call.responseHeaders)
      .text(call.requestBody)
      .int(call.requestBytes)
      .text(call.responseBody)
      .int(call.responseBytes);
  }
  return encoded.end();
}

/** Counts them by hour and by day. */
function addToCounts(rows: Row[]): Statement {
  type Count = {
    workspaceId: string;
    hour: number;
    dimensionId: number;
    durationBucket: number;
    calls: number;
  };
  const counts = new Map<string, Count>();
  for (const { call, dimensionId, time } of rows) {
    const durationBucket = toDurationBucket(call.duration);
    const start = time - (time % hour);
    const key = `${start} ${dimensionId} ${durationBucket}`;
    const count = counts.get(key);
    if (count) count.calls += 1;
    else
      counts.set(key, {
        workspaceId: call.workspaceId,
        hour: start / second,
        dimensionId,
        durationBucket,
        calls: 1,
      });
  }
  return {
    name: "add-to-counts",
    text: `
      INSERT INTO "RequestRollup" AS c ("workspaceId", "bucketHours", "bucketStart", "dimensionId", "durationBucket", "calls")
      SELECT "workspaceId", "bucketHours", to_timestamp(floor("hour" / ("bucketHours" * 3600)) * "bucketHours" * 3600), "dimensionId", "durationBucket", sum("calls")
      FROM json_to_recordset($1) AS n("workspaceId" text, "hour" float8, "dimensionId" integer, "durationBucket" smallint, "calls" integer)
      CROSS JOIN (VALUES (1), (24)) AS span("bucketHours")
      GROUP BY 1, 2, 3, 4, 5
      ORDER BY 1, 2, 3, 4, 5
      ON CONFLICT ("workspaceId", "bucketHours", "bucketStart", "dimensionId", "durationBucket") DO UPDATE SET "calls" = c."calls" + excluded."calls"`,
    values: [JSON.stringify([...counts.values()])],
  };
}

/** Keeps when each application was last used, and when a key of it was last rejected. */
function noteUses(rows: Row[]): Statement {
  type Use = { workspaceId: string; id: string; usedAt: number | null; rejectedAt: number | null };
  const uses = new Map<string, Use>();
  for (const { call, time } of rows) {
    const { workspaceId, applicationId: id } = call;
    const key = `${workspaceId} ${id}`;
    const use = uses.get(key) ?? { workspaceId, id, usedAt: null, rejectedAt: null };
    const name = call.accepted ? "usedAt" : "rejectedAt";
    use[name] = Math.max(use[name] ?? 0, time / second);
    uses.set(key, use);
  }
  return {
    name: "note-uses",
    text: `
      UPDATE "Application" a
      SET "lastUsedAt" = greatest(a."lastUsedAt", used."usedAt"),
          "lastRejectedAt" = greatest(a."lastRejectedAt", used."rejectedAt")
      FROM (
        SELECT a."workspaceId", a."id",
               to_timestamp(n."usedAt") AS "usedAt", to_timestamp(n."rejectedAt") AS "rejectedAt"
        FROM json_to_recordset($1) AS n("workspaceId" text, "id" text, "usedAt" float8, "rejectedAt" float8)
        JOIN "Application" a USING ("workspaceId", "id")
        WHERE a."lastUsedAt" IS DISTINCT FROM greatest(a."lastUsedAt", to_timestamp(n."usedAt"))
           OR a."lastRejectedAt" IS DISTINCT FROM greatest(a."lastRejectedAt", to_timestamp(n."rejectedAt"))
        ORDER BY 1, 2
        FOR NO KEY UPDATE OF a
      ) used
      WHERE a."workspaceId" = used."workspaceId" AND a."id" = used."id"`,
    values: [JSON.stringify([...uses.values()])],
  };
}
