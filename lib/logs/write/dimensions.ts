import "server-only";
import { logPool } from "@/lib/logs/write/log-pool";
import { singleton } from "@/lib/singleton";

/** All that a filter of the log can name, in the order in which `RequestKind` has it. Empty where there is nothing. */
export type Kind = {
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

const known = singleton("request kinds", () => new Map<string, number>());

/** The name of a kind: two calls have the same one if they are of one kind. */
export function kindName(kind: Kind): string {
  return `${kind.workspaceId}\t${kind.applicationId}\t${kind.apiKeyId}\t${kind.method}\t${kind.route}\t${kind.permission}\t${kind.status}\t${kind.errorCode}\t${kind.client}\t${kind.ipAddress}`;
}

/** The ids of kinds, by their names. Those that never occurred before are made. */
export async function findKindIds(kinds: ReadonlyMap<string, Kind>): Promise<ReadonlyMap<string, number>> {
  if (known.size + kinds.size > mostKnown) known.clear();
  const unknown = [...kinds].filter(([name]) => !known.has(name)).map(([, kind]) => kind);
  if (unknown.length > 0) await learnKinds(unknown);
  return known;
}

/** Where one that is known may be gone: the upkeep deletes those that no call is of any more. */
export function forgetKinds(): void {
  known.clear();
}

async function learnKinds(kinds: Kind[]): Promise<void> {
  const columns = `"workspaceId", "applicationId", "apiKeyId", "method", "route", "permission", "status", "errorCode", "client", "ipAddress"`;
  const wanted = `json_to_recordset($1::json) AS wanted(
    "workspaceId" text, "applicationId" text, "apiKeyId" text, "method" text, "route" text, "permission" text,
    "status" smallint, "errorCode" text, "client" text, "ipAddress" text)`;
  const values = [JSON.stringify(kinds)];
  // In one order, so that two processes that make the same kinds do not wait for each other.
  await logPool.query(
    `INSERT INTO "RequestKind" (${columns}) SELECT ${columns} FROM ${wanted} ORDER BY ${columns} ON CONFLICT DO NOTHING`,
    values,
  );
  const { rows } = await logPool.query<Kind & { id: number }>(
    `SELECT k."id", ${columns} FROM ${wanted} JOIN "RequestKind" k USING (${columns})`,
    values,
  );
  for (const row of rows) known.set(kindName(row), row.id);
}
