import "server-only";
import { toIntArray, toTextArray, toTimestampArray } from "@/lib/db/binary-arrays";
import { CopyRows } from "@/lib/db/copy-rows";
import { isPartitionMissing } from "@/lib/db/day-partitions";
import { isLogSeparate } from "@/lib/db/log-database";
import { runPipelined, type Statement } from "@/lib/db/pipelined-transaction";
import { getIdMilliseconds } from "@/lib/ids";
import { logPartitions } from "@/lib/logs/retention/partitions";
import { toDurationBucket } from "@/lib/logs/rollup/duration-buckets";
import {
  clearDimensionCache,
  type Dimension,
  findCachedDimensionId,
  findOrCreateDimensionIds,
  toDimensionKey,
} from "@/lib/logs/write/dimensions";
import { lastUseStatements, storeLastUses } from "@/lib/logs/write/last-use";
import { logPool } from "@/lib/logs/write/log-pool";
import { hour } from "@/lib/time";

/** A row of the log with the fields of its dimension: bodies truncated, secrets removed. */
export type StoredCall = Dimension & {
  /** A ULID, whose time is the time of the call. */
  id: string;
  /** Whether the key was accepted: only then the application counts as used. */
  accepted: boolean;
  path: string;
  query: string;
  /** Milliseconds. A row that is committed together with its write is measured until the commit is sent. */
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
 * Stores calls and increments their roll-ups in one transaction. Idempotent: when a commit's response is lost, the retry
 * skips the calls that are stored. Applications and keys may be in another database than the log: their last use is then
 * stored first, and again by a retry, which changes nothing.
 */
export async function storeCalls(calls: readonly StoredCall[]): Promise<void> {
  if (isLogSeparate) await storeLastUses(calls);
  let rows = await prepareRows(calls);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await insertRows(rows);
      return;
    } catch (error) {
      if (attempt === maxAttempts) throw error;
      rows = await recover(error, rows);
    }
  }
}

/** One attempt per recoverable error, plus one. */
const maxAttempts = 4;

export type PreparedRow = { call: StoredCall; dimensionId: number; time: number };

export async function prepareRows(calls: readonly StoredCall[]): Promise<PreparedRow[]> {
  const dimensions = new Map<string, Dimension>();
  const keys = calls.map((call) => {
    const key = toDimensionKey(call);
    if (!dimensions.has(key)) dimensions.set(key, call);
    return key;
  });
  const dimensionIds = await findOrCreateDimensionIds(dimensions);
  const times = new Map<string, number>();
  return calls.map((call, index) => ({
    call,
    dimensionId: dimensionIds.get(keys[index] as string) ?? missingDimensionId,
    time: findTime(call.id, times),
  }));
}

/** Undefined for a call whose dimension must first be found or created. */
export function prepareRow(call: StoredCall): PreparedRow | undefined {
  const dimensionId = findCachedDimensionId(call);
  return dimensionId === undefined ? undefined : { call, dimensionId, time: getIdMilliseconds(call.id) };
}

/** Caches by the ten characters of a ULID that hold its millisecond. */
function findTime(id: string, known: Map<string, number>): number {
  const prefix = id.slice(0, 10);
  const time = known.get(prefix) ?? getIdMilliseconds(id);
  known.set(prefix, time);
  return time;
}

/** Violates the foreign key, as a dimension deleted between its INSERT and SELECT must: `recover` creates it again. */
const missingDimensionId = 0;

/** The rows to insert in the next attempt. Rethrows errors that a retry cannot fix. */
async function recover(error: unknown, rows: PreparedRow[]): Promise<PreparedRow[]> {
  const { code } = error as { code?: unknown };
  if (code === uniqueViolation) return removeStored(rows);
  if (code === foreignKeyViolation) return recreateDimensions(rows);
  if (!isPartitionMissing(error)) throw error;
  await logPartitions.createFor(rows.map(({ call }) => call.id));
  return rows;
}

const uniqueViolation = "23505";
const foreignKeyViolation = "23503";

function recreateDimensions(rows: PreparedRow[]): Promise<PreparedRow[]> {
  clearDimensionCache();
  return prepareRows(rows.map(({ call }) => call));
}

async function removeStored(rows: PreparedRow[]): Promise<PreparedRow[]> {
  const found = await logPool.query<{ id: string }>(
    `SELECT "id" FROM "RequestLog"
     JOIN unnest($1::text[], $2::text[]) AS call("workspaceId", "id") USING ("workspaceId", "id")`,
    [rows.map(({ call }) => call.workspaceId), rows.map(({ call }) => call.id)],
  );
  const stored = new Set(found.rows.map(({ id }) => id));
  return rows.filter(({ call }) => !stored.has(call.id));
}

/** Prevents deadlocks: every writer locks roll-ups, then applications, then keys, each in primary key order. */
async function insertRows(rows: readonly PreparedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const lastUses = isLogSeparate ? [] : lastUseStatements(rows);
  await runPipelined(logPool, [...insertStatements(rows), ...lastUses]);
}

/** Inserts the rows and increments their roll-ups. */
export function insertStatements(rows: readonly PreparedRow[]): Statement[] {
  return [copyStatement(rows), rollupStatement(rows)];
}

function copyStatement(rows: readonly PreparedRow[]): Statement {
  return {
    name: "copy-log-rows",
    text: `
      COPY "RequestLog" (
        "workspaceId", "id", "dimensionId", "path", "query", "duration", "requestHeaders", "responseHeaders",
        "requestBody", "requestBytes", "responseBody", "responseBytes") FROM STDIN (FORMAT binary)`,
    values: [],
    copyData: encode(rows),
  };
}

function encode(rows: readonly PreparedRow[]): Buffer {
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

type Count = {
  workspaceId: string;
  bucketHours: number;
  bucketStart: number;
  dimensionId: number;
  durationBucket: number;
  calls: number;
};

/** The numbers of calls by hour and by day, in the order of the primary key: concurrent writers lock them in it. */
function countRows(rows: readonly PreparedRow[]): Count[] {
  const counts = new Map<string, Count>();
  for (const { call, dimensionId, time } of rows) {
    const durationBucket = toDurationBucket(call.duration);
    for (const bucketHours of [1, 24]) {
      const bucketStart = time - (time % (bucketHours * hour));
      const key = `${bucketHours} ${bucketStart} ${dimensionId} ${durationBucket}`;
      const count = counts.get(key);
      const { workspaceId } = call;
      if (count) count.calls += 1;
      else counts.set(key, { workspaceId, bucketHours, bucketStart, dimensionId, durationBucket, calls: 1 });
    }
  }
  return [...counts.values()].sort(compareCounts);
}

function compareCounts(a: Count, b: Count): number {
  if (a.workspaceId !== b.workspaceId) return a.workspaceId < b.workspaceId ? -1 : 1;
  return (
    a.bucketHours - b.bucketHours ||
    a.bucketStart - b.bucketStart ||
    a.dimensionId - b.dimensionId ||
    a.durationBucket - b.durationBucket
  );
}

export function rollupStatement(rows: readonly PreparedRow[]): Statement {
  const counts = countRows(rows);
  return {
    name: "increment-rollups",
    text: `
      INSERT INTO "RequestRollup" AS c ("workspaceId", "bucketHours", "bucketStart", "dimensionId", "durationBucket", "calls")
      SELECT * FROM unnest($1::text[], $2::int[], $3::timestamptz[], $4::int[], $5::int[], $6::int[])
      ON CONFLICT ("workspaceId", "bucketHours", "bucketStart", "dimensionId", "durationBucket") DO UPDATE SET "calls" = c."calls" + excluded."calls"`,
    values: [
      toTextArray(counts.map(({ workspaceId }) => workspaceId)),
      toIntArray(counts.map(({ bucketHours }) => bucketHours)),
      toTimestampArray(counts.map(({ bucketStart }) => bucketStart)),
      toIntArray(counts.map(({ dimensionId }) => dimensionId)),
      toIntArray(counts.map(({ durationBucket }) => durationBucket)),
      toIntArray(counts.map(({ calls }) => calls)),
    ],
  };
}
