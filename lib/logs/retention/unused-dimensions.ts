import "server-only";
import type { Client } from "pg";

export type DimensionKey = { workspaceId: string; id: number };

/** Dimensions that are looked at together. */
const batchDimensions = 500;

/** The id that was given last. */
export async function findMaxDimensionId(client: Client): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT "last_value"::int AS "id" FROM "RequestDimension_id_seq"`,
  );
  return rows[0]?.id ?? 0;
}

/**
 * Looks at the dimensions that follow on `after`, up to the id `newest`, and deletes those of which there are neither calls nor
 * counts any more. Resolves to the last one that it looked at.
 */
export async function deleteUnusedDimensions(
  client: Client,
  after: DimensionKey,
  newest: number,
): Promise<DimensionKey | undefined> {
  const { rows } = await client.query<DimensionKey & { used: boolean }>(
    `SELECT d."workspaceId", d."id", EXISTS (${counts}) AS "used"
     FROM "RequestDimension" d
     WHERE (d."workspaceId", d."id") > ($1, $2) AND d."id" <= $3
     ORDER BY 1, 2 LIMIT ${batchDimensions}`,
    [after.workspaceId, after.id, newest],
  );
  const unused = rows.filter(({ used }) => !used);
  if (unused.length > 0) await deleteFree(client, unused);
  return rows.at(-1);
}

/**
 * Whoever stores calls holds their dimensions, by the foreign key of their counts. So dimensions that nobody holds are locked, and
 * then asked again, of what is committed by now, whether anything is of them. Who comes later waits for the end of this,
 * is refused, and makes the dimension anew (lib/logs/write/store.ts). This one waits for nobody.
 */
async function deleteFree(client: Client, dimensions: readonly DimensionKey[]): Promise<void> {
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
         AND NOT EXISTS (${counts})
         AND NOT EXISTS (
           SELECT FROM "RequestLog" l WHERE l."workspaceId" = d."workspaceId" AND l."dimensionId" = d."id")`,
      toLists(rows),
    );
  } finally {
    // Rolls back where a statement failed.
    await client.query("COMMIT");
  }
}

const counts = `SELECT FROM "RequestRollup" c WHERE c."workspaceId" = d."workspaceId" AND c."dimensionId" = d."id"`;

const listed = `unnest($1::text[], $2::int[]) AS listed("workspaceId", "id")`;

function toLists(dimensions: readonly DimensionKey[]): unknown[] {
  return [dimensions.map(({ workspaceId }) => workspaceId), dimensions.map(({ id }) => id)];
}
