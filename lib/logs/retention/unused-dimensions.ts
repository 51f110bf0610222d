import "server-only";
import type { Client } from "pg";

export type DimensionKey = { workspaceId: string; id: number };

const batchSize = 500;

/** The last id of the sequence. */
export async function findMaxDimensionId(client: Client): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT "last_value"::int AS "id" FROM "RequestDimension_id_seq"`,
  );
  return rows[0]?.id ?? 0;
}

/**
 * Deletes unused dimensions of the next batch after `after`, up to the id `maxId`. Returns the last dimension of the
 * batch, the cursor of the next one.
 */
export async function deleteUnusedDimensions(
  client: Client,
  after: DimensionKey,
  maxId: number,
): Promise<DimensionKey | undefined> {
  const { rows } = await client.query<DimensionKey & { used: boolean }>(
    `SELECT d."workspaceId", d."id", EXISTS (${rollups}) AS "used"
     FROM "RequestDimension" d
     WHERE (d."workspaceId", d."id") > ($1, $2) AND d."id" <= $3
     ORDER BY 1, 2 LIMIT ${batchSize}`,
    [after.workspaceId, after.id, maxId],
  );
  const unused = rows.filter(({ used }) => !used);
  if (unused.length > 0) await deleteUnlocked(client, unused);
  return rows.at(-1);
}

/**
 * Race with writers: a writer locks its dimensions through the foreign key of the roll-ups. This locks the free ones, skips
 * the others, and checks again in a new snapshot. A writer that comes later waits for the COMMIT, gets a foreign key
 * violation and creates the dimension again (lib/logs/write/store.ts).
 */
async function deleteUnlocked(client: Client, dimensions: readonly DimensionKey[]): Promise<void> {
  await client.query("BEGIN");
  try {
    const { rows } = await client.query<DimensionKey>(
      `SELECT "workspaceId", "id" FROM "RequestDimension" d JOIN ${listed} USING ("workspaceId", "id")
       FOR UPDATE OF d SKIP LOCKED`,
      toLists(dimensions),
    );
    await client.query(
      `DELETE FROM "RequestDimension" d USING ${listed}
       WHERE d."workspaceId" = listed."workspaceId" AND d."id" = listed."id"
         AND NOT EXISTS (${rollups})
         AND NOT EXISTS (
           SELECT FROM "RequestLog" l WHERE l."workspaceId" = d."workspaceId" AND l."dimensionId" = d."id")`,
      toLists(rows),
    );
  } finally {
    // After a failed statement COMMIT rolls back.
    await client.query("COMMIT");
  }
}

const rollups = `SELECT FROM "RequestRollup" c WHERE c."workspaceId" = d."workspaceId" AND c."dimensionId" = d."id"`;

const listed = `unnest($1::text[], $2::int[]) AS listed("workspaceId", "id")`;

function toLists(dimensions: readonly DimensionKey[]): unknown[] {
  return [dimensions.map(({ workspaceId }) => workspaceId), dimensions.map(({ id }) => id)];
}
