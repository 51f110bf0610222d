import type { Pool } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { permissionIds } from "@/lib/auth/permissions";
import { workspaceAt } from "@/tests/support/factories/many-calls";
import { percentile95, withManyCalls } from "./logs";
import { median } from "./measure";

const runs = Number(process.env.BENCH_RUNS || 40);

/**
 * What the screens tell about keys, in the largest workspace of `bench -- logs`: half of 10,000,000 calls, 20 applications.
 * Figures are of its most called application.
 */
export function benchKeyUse(): Promise<void> {
  return withManyCalls(askAboutKeys);
}

async function askAboutKeys(pool: Pool): Promise<void> {
  const workspaceId = workspaceAt(0) as WorkspaceId;
  await grantEverything(pool, workspaceId);
  const questions = await listQuestions(pool, workspaceId);
  console.log(`\np50 and p95 in milliseconds of ${runs} runs\n`);
  for (const [name, ask] of Object.entries(questions)) {
    const times: number[] = [];
    // The first run is a warm-up.
    for (let run = 0; run <= runs; run += 1) {
      const started = performance.now();
      await ask();
      if (run > 0) times.push(performance.now() - started);
    }
    const figures = [median(times), percentile95(times)].map((figure) => figure.toFixed(1).padStart(9));
    console.log(`  ${name.padEnd(58)}${figures.join("")}`);
  }
}

/** Each application may do everything and is old enough for advice, so that each permission is looked up. */
async function grantEverything(pool: Pool, workspaceId: WorkspaceId): Promise<void> {
  await pool.query(
    `UPDATE "Application" SET "permissions" = $2, "createdAt" = now() - interval '90 days' WHERE "workspaceId" = $1`,
    [workspaceId, permissionIds],
  );
  await pool.query(`UPDATE "ApiKey" SET "createdAt" = now() - interval '90 days' WHERE "workspaceId" = $1`, [
    workspaceId,
  ]);
}

async function listQuestions(
  pool: Pool,
  workspaceId: WorkspaceId,
): Promise<Record<string, () => Promise<unknown>>> {
  // The modules read the environment when they are loaded.
  const { findKeySafety } = await import("@/lib/applications/key-safety");
  const { getKeyUse } = await import("@/lib/logs/read/key-use");
  const { readPermissionUse } = await import("@/lib/logs/rollup/permission-use");
  const { countRejections } = await import("@/lib/logs/rollup/rejections");
  const { getImpact } = await import("@/lib/logs/rollup/usage");
  const { rows } = await pool.query<{ applicationId: string; apiKeyId: string }>(
    `SELECT d."applicationId", d."apiKeyId" FROM "RequestDimension" d
     JOIN "RequestRollup" c ON c."workspaceId" = d."workspaceId" AND c."dimensionId" = d."id" AND c."bucketHours" = 24
     WHERE d."workspaceId" = $1 GROUP BY 1, 2 ORDER BY sum(c."calls") DESC`,
    [workspaceId],
  );
  const { applicationId = "", apiKeyId = "" } = rows[0] ?? {};
  const applicationIds = rows.map((row) => row.applicationId);
  return {
    "advisor: permissions used in 30 days and missing in 24 h": () =>
      readPermissionUse(workspaceId, applicationId),
    "meter: calls of a key in the last hour": () => getKeyUse(workspaceId, apiKeyId),
    "impact: calls of 24 h, clients, IP addresses, endpoints": () =>
      getImpact(workspaceId, { applicationIds: [applicationId] }),
    "status: rejected calls of each application on a page": () =>
      countRejections(workspaceId, applicationIds),
    "key safety of the workspace": () => findKeySafety(workspaceId),
  };
}
