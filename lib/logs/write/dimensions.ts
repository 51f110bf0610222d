import "server-only";
import { logPool } from "@/lib/logs/write/log-pool";
import { singleton } from "@/lib/singleton";

/** The filterable fields of a call, in the column order of `RequestDimension`. Absent texts are empty. */
export type Dimension = {
  workspaceId: string;
  applicationId: string;
  apiKeyId: string;
  method: string;
  route: string;
  permission: string;
  status: number;
  errorCode: string;
  client: string;
  ipAddress: string;
  /** The call passed although its permission had been removed. */
  observed: boolean;
};

/** A larger cache is cleared. */
const maxCachedIds = 50_000;

const cachedIds = singleton("request dimensions", () => new Map<string, number>());

/** Equal for calls of the same dimension. */
export function toDimensionKey(dimension: Dimension): string {
  return `${dimension.workspaceId}\t${dimension.applicationId}\t${dimension.apiKeyId}\t${dimension.method}\t${dimension.route}\t${dimension.permission}\t${dimension.status}\t${dimension.errorCode}\t${dimension.client}\t${dimension.ipAddress}\t${dimension.observed}`;
}

/** The ids of dimensions by their keys, with those of other dimensions from the cache. */
export async function findOrCreateDimensionIds(
  dimensions: ReadonlyMap<string, Dimension>,
): Promise<ReadonlyMap<string, number>> {
  if (cachedIds.size + dimensions.size > maxCachedIds) cachedIds.clear();
  const missing = [...dimensions].filter(([key]) => !cachedIds.has(key)).map(([, dimension]) => dimension);
  if (missing.length > 0) await createDimensions(missing);
  return cachedIds;
}

/** Undefined for a dimension that the cache does not have. */
export function findCachedDimensionId(dimension: Dimension): number | undefined {
  return cachedIds.get(toDimensionKey(dimension));
}

/** For a writer whose cached dimension was deleted by the maintenance. */
export function clearDimensionCache(): void {
  cachedIds.clear();
}

async function createDimensions(dimensions: Dimension[]): Promise<void> {
  const columns = `"workspaceId", "applicationId", "apiKeyId", "method", "route", "permission", "status", "errorCode", "client", "ipAddress", "observed"`;
  const requested = `json_to_recordset($1::json) AS requested(
    "workspaceId" text, "applicationId" text, "apiKeyId" text, "method" text, "route" text, "permission" text,
    "status" smallint, "errorCode" text, "client" text, "ipAddress" text, "observed" boolean)`;
  const values = [JSON.stringify(dimensions)];
  // Ordered: two processes that insert the same dimensions must not deadlock.
  await logPool.query(
    `INSERT INTO "RequestDimension" (${columns}) SELECT ${columns} FROM ${requested} ORDER BY ${columns} ON CONFLICT DO NOTHING`,
    values,
  );
  const { rows } = await logPool.query<Dimension & { id: number }>(
    `SELECT d."id", ${columns} FROM ${requested} JOIN "RequestDimension" d USING (${columns})`,
    values,
  );
  for (const row of rows) cachedIds.set(toDimensionKey(row), row.id);
}
