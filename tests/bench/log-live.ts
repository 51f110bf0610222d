import type { Pool } from "pg";
import type { Actor, WorkspaceId } from "@/lib/auth/actor";
import { getIdTime, getMinId } from "@/lib/ids";
import { LogFilter } from "@/lib/logs/schema";
import { minute, second } from "@/lib/time";
import { workspaceAt } from "@/tests/support/factories/many-calls";
import { withManyCalls } from "./logs";
import { median } from "./measure";

const callsPerSecond = 1_000;
const runs = 30;

/** A poll of Live in the largest workspace of `npm run bench -- logs`, with 1,000 calls in each second of the last minute. */
export function benchLive(): Promise<void> {
  return withManyCalls(async (pool) => {
    const { pollNewCalls } = await import("@/lib/logs/live/poll");
    const actor = { workspaceId: workspaceAt(0) as WorkspaceId, role: "admin" } as Actor;
    await storeOneMinute(pool, actor.workspaceId);
    console.log(`\nMedian of ${runs} polls in milliseconds: in all, and of this process alone\n`);
    const filters = [{}, { method: ["POST"] }, { status: ["4xx"] }, { ip: ["192.0.2.1"] }];
    for (const filter of filters) {
      const times: number[] = [];
      const { user, system } = process.cpuUsage();
      for (let run = 0; run < runs; run += 1) {
        const startedAt = performance.now();
        await pollNewCalls(actor, LogFilter.parse(filter), null);
        times.push(performance.now() - startedAt);
      }
      const used = process.cpuUsage({ user, system });
      const own = (used.user + used.system) / 1_000 / runs;
      console.log(
        `  ${JSON.stringify(filter).padEnd(28)}${median(times).toFixed(1).padStart(8)}${own.toFixed(1).padStart(8)}`,
      );
    }
  });
}

/** Copies the newest calls of the workspace into the last minute. */
async function storeOneMinute(pool: Pool, workspaceId: WorkspaceId): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT "id" FROM "RequestLog" WHERE "workspaceId" = $1 ORDER BY "id" DESC LIMIT $2`,
    [workspaceId, (minute / second) * callsPerSecond],
  );
  const { logPartitions } = await import("@/lib/logs/retention/partitions");
  const start = Date.now() - minute;
  const copies = rows.map(({ id }, index) => {
    const time = new Date(start + (index * second) / callsPerSecond);
    return getMinId(time).slice(0, 10) + id.slice(10);
  });
  await logPartitions.createFor(copies.slice(-1));
  await pool.query(
    `INSERT INTO "RequestLog" (
       "workspaceId", "id", "dimensionId", "path", "query", "duration", "requestHeaders", "responseHeaders",
       "requestBody", "requestBytes", "responseBody", "responseBytes")
     SELECT l."workspaceId", copy."newId", "dimensionId", "path", "query", "duration", "requestHeaders", "responseHeaders",
       "requestBody", "requestBytes", "responseBody", "responseBytes"
     FROM unnest($2::text[], $3::text[]) AS copy("id", "newId")
     JOIN "RequestLog" l ON l."workspaceId" = $1 AND l."id" = copy."id"`,
    [workspaceId, rows.map(({ id }) => id), copies],
  );
  await pool.query(`ANALYZE "RequestLog"`);
  console.log(`${rows.length} calls from ${getIdTime(copies[0] ?? "").toISOString()} on`);
}
