import "server-only";
import type { Client } from "pg";

export type KindKey = { workspaceId: string; id: number };

/** Kinds that are looked at together. */
const batchKinds = 500;

/** The id that was given last. */
export async function findNewestKind(client: Client): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `SELECT "last_value"::int AS "id" FROM "RequestKind_id_seq"`,
  );
  return rows[0]?.id ?? 0;
}

/**
 * Looks at the kinds that follow on `after`, up to the id `newest`, and deletes those of which there are neither calls nor
 * counts any more. Resolves to the last one that it looked at.
 */
export async function deleteUnusedKinds(
  client: Client,
  after: KindKey,
  newest: number,
): Promise<KindKey | undefined> {
  const { rows } = await client.query<KindKey & { used: boolean }>(
    `SELECT k."workspaceId", k."id", EXISTS (${counts}) AS "used"
     FROM "RequestKind" k
     WHERE (k."workspaceId", k."id") > ($1, $2) AND k."id" <= $3
     ORDER BY 1, 2 LIMIT ${batchKinds}`,
    [after.workspaceId, after.id, newest],
  );
  const unused = rows.filter(({ used }) => !used);
  if (unused.length > 0) await deleteFree(client, unused);
  return rows.at(-1);
}

/**
 * Whoever stores calls holds their kinds, by the foreign key of their counts. So kinds that nobody holds are locked, and
 * then asked again, of what is committed by now, whether anything is of them. Who comes later waits for the end of this,
 * is refused, and makes the kind anew (lib/logs/write/store.ts). This one waits for nobody.
 */
async function deleteFree(client: Client, kinds: readonly KindKey[]): Promise<void> {
  await client.query("BEGIN");
  try {
    const { rows } = await client.query<KindKey>(
      `SELECT "workspaceId", "id" FROM "RequestKind" k JOIN ${listed} USING ("workspaceId", "id")
       FOR UPDATE OF k SKIP LOCKED`,
      toLists(kinds),
    );
    await client.query(
      `DELETE FROM "RequestKind" k USING ${listed}
       WHERE k."workspaceId" = listed."workspaceId" AND k."id" = listed."id"
         AND NOT EXISTS (${counts})
         AND NOT EXISTS (
           SELECT FROM "RequestLog" l WHERE l."workspaceId" = k."workspaceId" AND l."kindId" = k."id")`,
      toLists(rows),
    );
  } finally {
    // Rolls back where a statement failed.
    await client.query("COMMIT");
  }
}

const counts = `SELECT FROM "RequestCount" c WHERE c."workspaceId" = k."workspaceId" AND c."kindId" = k."id"`;

const listed = `unnest($1::text[], $2::int[]) AS listed("workspaceId", "id")`;

function toLists(kinds: readonly KindKey[]): unknown[] {
  return [kinds.map(({ workspaceId }) => workspaceId), kinds.map(({ id }) => id)];
}
