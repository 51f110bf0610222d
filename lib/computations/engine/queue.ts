import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { pool } from "@/lib/db/pool";
import { runStatement } from "@/lib/db/transact";

/** Number of queued contacts and the seconds since the oldest was queued. Beyond `maxCounted` the number is not exact. */
export type QueueState = { depth: number; oldestSeconds: number };

const maxCounted = 100_000;

export async function getQueueState(): Promise<QueueState> {
  const [row] = await runStatement<{ depth: number; oldestSeconds: number | null }>({
    name: "get-queue-state",
    text: `
      SELECT count(*)::int AS "depth",
             extract(epoch FROM clock_timestamp() - min("queuedAt"))::float8 AS "oldestSeconds"
      FROM (SELECT "queuedAt" FROM "ComputationQueue" ORDER BY "id" LIMIT ${maxCounted}) q`,
  });
  return { depth: row?.depth ?? 0, oldestSeconds: Math.max(0, row?.oldestSeconds ?? 0) };
}

/** The workspaces with queued contacts that are not waiting for a retry. A loose index scan: one look-up for each. */
export async function listQueuedWorkspaces(): Promise<WorkspaceId[]> {
  const { rows } = await pool.query<{ id: WorkspaceId }>({
    name: "list-queued-workspaces",
    text: `
      WITH RECURSIVE w("id") AS (
        SELECT min("workspaceId") FROM "ComputationQueue"
        UNION ALL
        SELECT (SELECT min("workspaceId") FROM "ComputationQueue" WHERE "workspaceId" > w."id") FROM w
        WHERE w."id" IS NOT NULL
      )
      SELECT "id" FROM w WHERE "id" IS NOT NULL AND EXISTS (
        SELECT FROM "ComputationQueue" q
        WHERE q."workspaceId" = w."id" AND (q."retryAt" IS NULL OR q."retryAt" <= clock_timestamp()))`,
  });
  return rows.map(({ id }) => id);
}

export type QueuedContact = { id: string; kind: ContactKind; contactId: string; cause: string };

/** Takes queued contacts of a workspace, the oldest first. Rows that another process holds are skipped. */
export async function takeQueued(
  client: PoolClient,
  workspaceId: WorkspaceId,
  limit: number,
): Promise<QueuedContact[]> {
  const { rows } = await client.query<QueuedContact>({
    name: "take-queued-contacts",
    text: `
      DELETE FROM "ComputationQueue" q
      USING (
        SELECT "id" FROM "ComputationQueue"
        WHERE "workspaceId" = $1 AND ("retryAt" IS NULL OR "retryAt" <= clock_timestamp())
        ORDER BY "id" LIMIT $2 FOR UPDATE SKIP LOCKED
      ) taken
      WHERE q."id" = taken."id"
      RETURNING q."id"::text AS "id", q."kind", q."contactId", q."cause"`,
    values: [workspaceId, limit],
  });
  return rows;
}

/** Postpones the oldest contact of a workspace, whose computation failed alone. Waits longer after each failure. */
export async function postponeOldest(workspaceId: WorkspaceId): Promise<void> {
  await pool.query({
    name: "postpone-oldest-contact",
    text: `
      UPDATE "ComputationQueue"
      SET "attempts" = LEAST("attempts" + 1, 12), "retryAt" = clock_timestamp() + interval '1 second' * 2 ^ LEAST("attempts", 12)
      WHERE "id" = (
        SELECT "id" FROM "ComputationQueue"
        WHERE "workspaceId" = $1 AND ("retryAt" IS NULL OR "retryAt" <= clock_timestamp())
        ORDER BY "id" LIMIT 1)`,
    values: [workspaceId],
  });
}

/**
 * Queues the contacts whose time has come. Returns how many. An index finds them by `statement_timestamp`, which is
 * stable, and not by `clock_timestamp`, which is volatile.
 */
export async function queueDue(now: number | null, limit: number): Promise<number> {
  const [row] = await runStatement<{ count: number }>({
    name: "queue-due-contacts",
    text: `
      WITH "due" AS (
        SELECT "workspaceId", "kind", "contactId" FROM "ContactState"
        WHERE "dueAt" <= coalesce(to_timestamp($1::float8 / 1000), statement_timestamp())
        ORDER BY "dueAt" LIMIT $2 FOR UPDATE SKIP LOCKED
      ), "cleared" AS (
        UPDATE "ContactState" s SET "dueAt" = NULL FROM "due"
        WHERE s."workspaceId" = "due"."workspaceId" AND s."kind" = "due"."kind" AND s."contactId" = "due"."contactId"
      ), "queued" AS (
        INSERT INTO "ComputationQueue" ("workspaceId", "kind", "contactId", "cause")
        SELECT "workspaceId", "kind", "contactId", 'time' FROM "due" RETURNING 1
      )
      SELECT count(*)::int AS "count" FROM "queued"`,
    values: [now, limit],
  });
  return row?.count ?? 0;
}
