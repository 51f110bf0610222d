import "server-only";
import { pool } from "@/lib/db/pool";
import { stepOf } from "@/lib/logs/duration-steps";
import { findKindIds, type Kind, kindName } from "@/lib/logs/kinds";
import { makePartitions } from "@/lib/logs/partitions";
import { timeOf } from "@/lib/logs/time";

/** A call as it is kept: cut to size, and without anything secret. */
export type StoredCall = Kind & {
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

/** SQLSTATE of a row that no partition takes. */
const noPartition = "23514";

/** Stores calls and counts them, in one transaction. A call that is stored already is neither stored nor counted again. */
export async function storeCalls(calls: readonly StoredCall[]): Promise<void> {
  const kinds = new Map<string, Kind>();
  const names = calls.map((call) => {
    const name = kindName(call);
    if (!kinds.has(name)) kinds.set(name, call);
    return name;
  });
  const kindIds = await findKindIds(kinds);
  const rows = calls.map((call, index) => toRow(call, kindIds.get(names[index] as string) as number));
  try {
    await insertRows(rows);
  } catch (error) {
    if ((error as { code?: unknown }).code !== noPartition) throw error;
    await makePartitions(calls.map(({ id }) => id));
    await insertRows(rows);
  }
}

async function insertRows(rows: ReturnType<typeof toRow>[]): Promise<void> {
  await pool.query({
    name: "store-calls",
    text: `
      WITH call AS (
        SELECT * FROM json_to_recordset($1::json) AS call(
          "workspaceId" text, "id" text, "kindId" int, "applicationId" text, "accepted" boolean, "path" text,
          "query" text, "duration" real, "step" smallint, "requestHeaders" text, "responseHeaders" text,
          "requestBody" text, "requestBytes" int, "responseBody" text, "responseBytes" int, "time" timestamptz)
      ), stored AS (
        INSERT INTO "RequestLog" (
          "workspaceId", "id", "kindId", "path", "query", "duration", "requestHeaders", "responseHeaders",
          "requestBody", "requestBytes", "responseBody", "responseBytes")
        SELECT
          "workspaceId", "id", "kindId", "path", "query", "duration", "requestHeaders", "responseHeaders",
          "requestBody", "requestBytes", "responseBody", "responseBytes"
        FROM call
        ON CONFLICT DO NOTHING
        RETURNING "workspaceId", "id"
      ), counted AS (
        INSERT INTO "RequestCount" AS c ("workspaceId", "hours", "start", "kindId", "step", "calls")
        SELECT "workspaceId", span."hours", date_trunc(span."unit", "time", 'UTC'), "kindId", "step", count(*)
        FROM stored JOIN call USING ("workspaceId", "id")
        CROSS JOIN (VALUES (1, 'hour'), (24, 'day')) AS span("hours", "unit")
        GROUP BY 1, 2, 3, 4, 5
        ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT ("workspaceId", "hours", "start", "kindId", "step") DO UPDATE SET "calls" = c."calls" + excluded."calls"
      )
      UPDATE "Application" a SET "lastUsedAt" = u."time"
      FROM (SELECT "workspaceId", "applicationId", max("time") AS "time" FROM call WHERE "accepted" GROUP BY 1, 2) u
      WHERE a."workspaceId" = u."workspaceId" AND a."id" = u."applicationId"
        AND (a."lastUsedAt" IS NULL OR a."lastUsedAt" < u."time")`,
    values: [JSON.stringify(rows)],
  });
}

function toRow(call: StoredCall, kindId: number) {
  // Each column by its name: spreading the call would cost as much as all the rest.
  return {
    workspaceId: call.workspaceId,
    id: call.id,
    kindId,
    applicationId: call.applicationId,
    accepted: call.accepted,
    time: timeOf(call.id).toISOString(),
    path: call.path,
    query: call.query,
    duration: call.duration,
    step: stepOf(call.duration),
    requestHeaders: call.requestHeaders,
    responseHeaders: call.responseHeaders,
    requestBody: call.requestBody,
    requestBytes: call.requestBytes,
    responseBody: call.responseBody,
    responseBytes: call.responseBytes,
  };
}
