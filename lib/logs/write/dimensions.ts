import "server-only";
import { logPool } from "@/lib/logs/write/log-pool";
import { singleton } from "@/lib/singleton";

/** All that a filter of the log can name, in the order in which `RequestDimension` has it. Empty where there is nothing. */
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
};

/** Past this many the ids that are known are forgotten: those that are needed are asked for again. */
const mostKnown = 50_000;

const known = singleton("request dimensions", () => new Map<string, number>());

/** The name of a dimension: two calls have the same one if they are of one dimension. */
export function toDimensionKey(dimension: Dimension): string {
  return `${dimension.workspaceId}\t${dimension.applicationId}\t${dimension.apiKeyId}\t${dimension.method}\t${dimension.route}\t${dimension.permission}\t${dimension.status}\t${dimension.errorCode}\t${dimension.client}\t${dimension.ipAddress}`;
}

/** The ids of dimensions, by their names. Those that never occurred before are made. */
export async function findOrCreateDimensionIds(
  dimensions: ReadonlyMap<string, Dimension>,
): Promise<ReadonlyMap<string, number>> {
  if (known.size + dimensions.size > mostKnown) known.clear();
  const unknown = [...dimensions].filter(([name]) => !known.has(name)).map(([, dimension]) => dimension);
  if (unknown.length > 0) await learnDimensions(unknown);
  return known;
}

/** Where one that is known may be gone: the upkeep deletes those that no call is of any more. */
export function clearDimensionCache(): void {
  known.clear();
}

async function learnDimensions(dimensions: Dimension[]): Promise<void> {
  const columns = `"workspaceId", "applicationId", "apiKeyId", "method", "route", "permission", "status", "errorCode", "client", "ipAddress"`;
  const wanted = `json_to_recordset($1::json) AS wanted(
    "workspaceId" text, "applicationId" text, "apiKeyId" text, "method" text, "route" text, "permission" text,
    "status" smallint, "errorCode" text, "client" text, "ipAddress" text)`;
  const values = [JSON.stringify(dimensions)];
  // In one order, so that two processes that make the same dimensions do not wait for each other.
  await logPool.query(
    `INSERT INTO "RequestDimension" (${columns}) SELECT ${columns} FROM ${wanted} ORDER BY ${columns} ON CONFLICT DO NOTHING`,
    values,
  );
  const { rows } = await logPool.query<Dimension & { id: number }>(
    `SELECT d."id", ${columns} FROM ${wanted} JOIN "RequestDimension" d USING (${columns})`,
    values,
  );
  for (const row of rows) known.set(toDimensionKey(row), row.id);
}
