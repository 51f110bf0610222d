import { setTimeout as sleep } from "node:timers/promises";
import { Client as DatabaseClient } from "pg";
import { it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { drain } from "@/lib/computations/engine/worker";
import { deleteComputation, reorderStages, saveComputation } from "@/lib/computations/mutations";
import { pool } from "@/lib/db/pool";
import { AppError } from "@/lib/errors";

import { setTimeZone } from "@/lib/workspaces/mutations";
import { type Client, createClient } from "@/tests/support/factories/api-client";
import { expectComputed } from "@/tests/support/models/computation-check";
import { anyStep, type ComputationStep, toForm } from "@/tests/support/models/computation-steps";
import { devices, sendWrite } from "@/tests/support/models/computation-writes";
import { fc, isDeep, numRuns, printSeed } from "@/tests/support/models/properties";

process.env.RATE_LIMIT_PER_MINUTE = "1000000000";
printSeed();

// Before clocks change in Europe and America, and before 29 February.
const bases = [Date.UTC(2026, 9, 22, 9), Date.UTC(2026, 2, 5, 9), Date.UTC(2024, 1, 26, 9)];

it(
  "stores exactly what a naive evaluation from scratch finds, after any writes, edits, jumps of the clock and lost connections",
  async () => {
    const anyHistory = fc.constantFrom(...bases).chain((base) =>
      fc.record({
        base: fc.constant(base),
        steps: fc.array(anyStep(base), { minLength: 10, maxLength: 40 }),
      }),
    );
    let drains = 0;
    await fc.assert(
      fc.asyncProperty(anyHistory, async ({ base, steps }) => {
        const world = await createWorld(base);
        for (const step of [
          ...steps,
          { do: "drain", jump: "none", workers: 1, losesConnection: null } as const,
        ]) {
          await perform(world, step);
          if (step.do === "drain") drains += 1;
        }
      }),
      { numRuns: numRuns({ usual: 15, deep: 1_500 }) },
    );
    if (isDeep) console.log(`${drains} drains`);
  },
  numRuns({ usual: 120_000, deep: 3_000_000 }),
);

type TestWorld = { client: Client; actor: Actor; now: number; names: number };

async function createWorld(base: number): Promise<TestWorld> {
  const client = await createClient();
  const { workspaceId } = client;
  const { rows } = await pool.query<{ personId: string }>(
    `SELECT "personId" FROM "Membership" WHERE "workspaceId" = $1`,
    [workspaceId],
  );
  for (const device of devices) {
    await pool.query(`INSERT INTO "Device" ("workspaceId", "id") VALUES ($1, $2)`, [workspaceId, device]);
    await pool.query(
      `INSERT INTO "EventDefinition" ("workspaceId", "id", "name") VALUES ($1, 'logged in', 'logged in')
       ON CONFLICT DO NOTHING`,
      [workspaceId],
    );
    await pool.query(
      `INSERT INTO "Event" ("workspaceId", "id", "definitionId", "deviceId", "triggeredAt")
       VALUES ($1, $2, 'logged in', $2, $3)`,
      [workspaceId, device, new Date(base - 30 * 3_600_000)],
    );
  }
  const actor: Actor = { workspaceId, personId: rows[0]?.personId ?? "", role: "owner" };
  return { client, actor, now: base, names: 0 };
}

async function perform(world: TestWorld, step: ComputationStep): Promise<void> {
  const { client, actor } = world;
  switch (step.do) {
    case "write":
      return sendWrite(client, step.write, world.now);
    case "storeWrongType":
      await pool.query(
        `UPDATE "${step.kind === "user" ? "User" : "Account"}"
         SET "properties" = "properties" || $2::jsonb, "updatedAt" = clock_timestamp() WHERE "workspaceId" = $1`,
        [actor.workspaceId, JSON.stringify({ [step.name]: step.value })],
      );
      return;
    case "changeTimeZone":
      return setTimeZone(actor, step.timeZone);
    case "drain":
      return drainAndCompare(world, step);
    default: {
      const { rows: existing } = await pool.query(
        `SELECT "id", "type", "kind", "name", "version", "propertyName" FROM "Computation"
         WHERE "workspaceId" = $1 ORDER BY "position", "id"`,
        [actor.workspaceId],
      );
      world.names += 1;
      try {
        if (step.do === "save") {
          const form = toForm(step, existing, `Name ${world.names}`);
          if (form) await saveComputation(actor, form);
        } else if (step.do === "delete" && existing.length > 0)
          await deleteComputation(actor, existing[step.index % existing.length].id);
        else if (step.do === "reorder") {
          const ids = existing
            .filter(({ type, kind }) => type === "stage" && kind === step.kind)
            .map(({ id }) => id);
          await reorderStages(actor, step.kind, ids.toReversed());
        }
      } catch (error) {
        // Cycles, and computations that others use.
        if (!(error instanceof AppError && error.code === "conflict")) throw error;
      }
    }
  }
}

async function drainAndCompare(world: TestWorld, step: ComputationStep & { do: "drain" }): Promise<void> {
  const { workspaceId } = world.actor;
  world.now = await jump(workspaceId, world.now, step.jump);
  const { now } = world;
  const workers = Array.from({ length: step.workers }, () => drain({ now }));
  const lost = step.losesConnection === null ? undefined : loseConnections(step.losesConnection);
  await Promise.allSettled(workers);
  await lost;
  if (lost) await drainAgain(now);
  await expectComputed(workspaceId, now);
}

async function jump(
  workspaceId: string,
  now: number,
  to: (ComputationStep & { do: "drain" })["jump"],
): Promise<number> {
  if (to === "none") return now;
  if (typeof to === "number") return now + to;
  const { rows } = await pool.query<{ due: Date | null }>(
    `SELECT min("dueAt") AS "due" FROM "ContactState" WHERE "workspaceId" = $1`,
    [workspaceId],
  );
  const due = rows[0]?.due?.getTime() ?? now;
  return Math.max(now, Math.min(to === "due" ? due : due - 1, now + 30 * 24 * 3_600_000));
}

/** The pool may still hold connections that are lost. */
async function drainAgain(now: number, attempts = 10): Promise<void> {
  try {
    await drain({ now });
  } catch (error) {
    if (attempts === 0) throw error;
    await drainAgain(now, attempts - 1);
  }
}

/** Ends all other connections to the database, as a failover would: transactions are rolled back. */
async function loseConnections(afterMs: number): Promise<void> {
  const client = new DatabaseClient({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await sleep(afterMs);
  await client.query(
    `SELECT pg_terminate_backend("pid") FROM pg_stat_activity
     WHERE "datname" = current_database() AND "pid" <> pg_backend_pid() AND "backend_type" = 'client backend'`,
  );
  await client.end();
}
