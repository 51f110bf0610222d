import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import type { Actor } from "@/lib/auth/actor";
import { drain } from "@/lib/computations/engine/worker";
import { saveComputation } from "@/lib/computations/mutations";
import { pool } from "@/lib/db/pool";
import { type Client, createClient } from "@/tests/support/factories/api-client";
import { expectComputed } from "@/tests/support/models/computation-check";
import { anyBody } from "@/tests/support/models/computation-drafts";
import { toForm } from "@/tests/support/models/computation-steps";
import { anyContactWrite, sendWrite } from "@/tests/support/models/computation-writes";
import { fc, numRuns, printSeed, seed } from "@/tests/support/models/properties";

process.env.RATE_LIMIT_PER_MINUTE = "1000000000";
printSeed();

const workers = new Set<ChildProcess>();

afterEach(() => {
  for (const worker of workers) worker.kill("SIGKILL");
});

it(
  "computes everything although processes are killed while they compute",
  async () => {
    const client = await createClient();
    const actor = await defineComputations(client);
    const kills = numRuns({ usual: 4, deep: 60 });
    let isWriting = true;
    const writing = sendWrites(client, () => isWriting);
    let killed = 0;
    await Promise.all(
      [1, 2].map(async () => {
        while (killed < kills) {
          const worker = await startWorker();
          await sleep(200 + Math.random() * 600);
          killed += 1;
          worker.kill("SIGKILL");
          await once(worker, "exit");
        }
      }),
    );
    isWriting = false;
    expect(await writing).toBeGreaterThan(20);
    // Backends of killed processes may go on until their statement ends.
    await expect.poll(countWorkerTransactions).toBe(0);
    await drain();
    const { rows } = await pool.query<{ now: Date }>(`SELECT clock_timestamp() AS "now"`);
    await expectComputed(actor.workspaceId, rows[0]?.now.getTime() ?? 0);
  },
  numRuns({ usual: 60_000, deep: 600_000 }),
);

/** Defines computations at random, the same ones for the same seed. */
async function defineComputations({ workspaceId }: Client): Promise<Actor> {
  const { rows } = await pool.query(`SELECT "personId" FROM "Membership" WHERE "workspaceId" = $1`, [
    workspaceId,
  ]);
  const actor: Actor = { workspaceId, personId: rows[0]?.personId, role: "owner" };
  for (const [index, kind] of (
    ["user", "account", "user", "account", "user", "account"] as const
  ).entries()) {
    const bodies = fc.sample(anyBody(kind, Date.now()), { seed: seed + index, numRuns: 3 });
    for (const [position, body] of bodies.entries()) {
      const { rows: existing } = await pool.query(
        `SELECT "id", "type", "kind", "name", "version", "propertyName" FROM "Computation"
         WHERE "workspaceId" = $1 ORDER BY "id"`,
        [workspaceId],
      );
      const form = toForm({ do: "save", kind, body, index: null }, existing, `Name ${index} ${position}`);
      // A cycle is rejected.
      await saveComputation(actor, form).catch(() => undefined);
    }
  }
  return actor;
}

/** Sends writes at random until told to stop. Returns how many. */
async function sendWrites(client: Client, goesOn: () => boolean): Promise<number> {
  const writes = fc.sample(anyContactWrite(Date.now()), { seed, numRuns: 500 });
  let count = 0;
  while (goesOn()) {
    const write = writes[count % writes.length];
    if (write) await sendWrite(client, write, Date.now());
    count += 1;
  }
  return count;
}

async function startWorker(): Promise<ChildProcess> {
  const flags = ["--import", "tsx", "--conditions=react-server"];
  const worker = spawn(process.execPath, [...flags, "tests/support/servers/computation-worker.ts"], {
    env: { ...process.env, LOG_LEVEL: "fatal" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  workers.add(worker);
  worker.on("exit", () => workers.delete(worker));
  await once(worker, "message");
  return worker;
}

async function countWorkerTransactions(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS "count" FROM pg_stat_activity
     WHERE "datname" = current_database() AND "pid" <> pg_backend_pid() AND "xact_start" IS NOT NULL
       AND "backend_type" = 'client backend'`,
  );
  return rows[0]?.count ?? 0;
}
