import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import { getErrorMessage } from "@/lib/errors";
import { backgroundLogger } from "@/lib/logger";
import { type ContactToCompute, computeContacts } from "./compute";
import { findPlan } from "./load-plan";
import { markWorker } from "./worker-lock";

/** Contacts per transaction. */
const chunkSize = 400;
const maxAttempts = 3;

type Run = { workspaceId: WorkspaceId; kind: ContactKind; afterId: string; isStarted: boolean };

/** Applies the computations of one run to its next chunk of contacts. False if no run has work for this process. */
export async function advanceRun(now: number | null): Promise<boolean> {
  let run: Run | undefined;
  try {
    return await transact(async (client) => {
      run = await takeRun(client);
      if (!run) return false;
      await advance(client, run, now);
      return true;
    });
  } catch (error) {
    if (!run) throw error;
    backgroundLogger.error({ err: error, workspaceId: run.workspaceId }, "Applying computations failed.");
    await recordFailure(run, error);
    return true;
  }
}

async function takeRun(client: PoolClient): Promise<Run | undefined> {
  const { rows } = await client.query<Run>({
    name: "take-computation-run",
    // Transactions from before the run was seen may have queued nothing: wait until they are over. One that has not written
    // for a minute only reads. Autovacuum, which has transactions as well, writes no contacts.
    text: `
      SELECT "workspaceId", "kind", "afterId", "startedAt" IS NOT NULL AS "isStarted" FROM "ComputationRun" r
      WHERE "finishedAt" IS NULL AND "failure" IS NULL AND ("retryAt" IS NULL OR "retryAt" <= clock_timestamp())
        AND NOT EXISTS (
          SELECT FROM pg_stat_activity a
          WHERE r."afterId" = '' AND a."datname" = current_database() AND a."pid" <> pg_backend_pid()
            AND a."backend_type" = 'client backend'
            AND a."xact_start" < r."startedAt"
            AND (a."backend_xid" IS NOT NULL OR a."xact_start" > clock_timestamp() - interval '1 minute'))
      ORDER BY "retryAt" NULLS FIRST, random() LIMIT 1 FOR UPDATE SKIP LOCKED`,
  });
  return rows[0];
}

async function advance(client: PoolClient, run: Run, now: number | null): Promise<void> {
  const { workspaceId, kind, afterId, isStarted } = run;
  if (!isStarted) {
    await updateRun(client, run, Prisma.sql`"startedAt" = clock_timestamp()`);
    return;
  }
  await markWorker(client);
  const { table } = contactTables[kind];
  const { rows } = await client.query<ContactToCompute>(Prisma.sql`
    SELECT "id" AS "contactId", 'definition' AS "cause" FROM ${table}
    WHERE "workspaceId" = ${workspaceId} AND "id" > ${afterId} ORDER BY "id" LIMIT ${chunkSize}`);
  const last = rows.at(-1);
  const plan = await findPlan(workspaceId, kind);
  if (!plan || !last) {
    await client.query(Prisma.sql`
      UPDATE "ComputationScope" SET "removedProperties" = '{}', "revision" = gen_random_uuid()::text
      WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind" AND "removedProperties" <> '{}'`);
    await updateRun(client, run, Prisma.sql`"finishedAt" = clock_timestamp()`);
    return;
  }
  await computeContacts(client, workspaceId, plan, rows, now);
  await updateRun(
    client,
    run,
    Prisma.sql`"afterId" = ${last.contactId}, "done" = "done" + ${rows.length}, "attempts" = 0, "retryAt" = NULL`,
  );
}

async function updateRun(
  client: PoolClient,
  { workspaceId, kind }: Run,
  assignment: Prisma.Sql,
): Promise<void> {
  await client.query(Prisma.sql`
    UPDATE "ComputationRun" SET ${assignment}
    WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind"`);
}

/** Tries again after a while; stops after the last attempt, until an admin retries. */
async function recordFailure({ workspaceId, kind }: Run, error: unknown): Promise<void> {
  await pool.query(Prisma.sql`
    UPDATE "ComputationRun"
    SET "attempts" = "attempts" + 1, "retryAt" = clock_timestamp() + interval '1 second' * 2 ^ "attempts",
        "failure" = CASE WHEN "attempts" + 1 >= ${maxAttempts} THEN ${toFailure(error)} END
    WHERE "workspaceId" = ${workspaceId} AND "kind" = ${kind}::"ContactKind"`);
}

/** Internals stay in the server's log. */
function toFailure(error: unknown): string {
  const isBusy = error instanceof Error && "code" in error && /^(57014|55P03|53)/.test(String(error.code));
  return isBusy
    ? "The database was too busy."
    : `Unexpected error (${getErrorMessage(error).slice(0, 100)}).`;
}
