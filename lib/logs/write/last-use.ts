import "server-only";
import type { Statement } from "@/lib/db/pipelined-transaction";
import { pool } from "@/lib/db/pool";
import { getIdTime } from "@/lib/ids";
import { hasKeyInUrl } from "@/lib/logs/redact/placeholders";
import type { LastUsedCall } from "@/lib/logs/schema";
import type { Dimension } from "@/lib/logs/write/dimensions";
import { second } from "@/lib/time";

type UsedCall = Dimension & { id: string; accepted: boolean; path: string; query: string };
export type UsedRow = { call: UsedCall; time: number };

/** A time in seconds; null: no such call in the batch. */
type Use = {
  workspaceId: string;
  id: string;
  usedAt: number | null;
  /** The call at `usedAt`. */
  call: LastUsedCall | null;
  rejectedAt: number | null;
  inUrlAt: number | null;
};

/** The last uses of a batch by application, or by key. */
function collectUses(rows: readonly UsedRow[], owner: "applicationId" | "apiKeyId"): Use[] {
  const uses = new Map<string, Use>();
  for (const { call, time } of rows) {
    const { workspaceId, [owner]: id } = call;
    const key = `${workspaceId} ${id}`;
    const use: Use = uses.get(key) ?? {
      ...{ workspaceId, id, usedAt: null, call: null, rejectedAt: null, inUrlAt: null },
    };
    const seconds = time / second;
    if (!call.accepted) use.rejectedAt = Math.max(use.rejectedAt ?? 0, seconds);
    else if (use.usedAt === null || seconds > use.usedAt) {
      use.usedAt = seconds;
      use.call = toLastCall(call);
    }
    if (hasKeyInUrl(call)) use.inUrlAt = Math.max(use.inUrlAt ?? 0, seconds);
    uses.set(key, use);
  }
  return [...uses.values()];
}

function toLastCall({ id, method, route, client, ipAddress }: UsedCall): LastUsedCall {
  return { id, method, route: route || null, client, ipAddress };
}

/** Applications are locked before keys. */
export function lastUseStatements(rows: readonly UsedRow[]): [Statement, Statement] {
  return [lastUseStatement(rows), lastKeyUseStatement(rows)];
}

/** For a separate log database. */
export async function storeLastUses(calls: readonly UsedCall[]): Promise<void> {
  const rows = calls.map((call) => ({ call, time: getIdTime(call.id).getTime() }));
  for (const statement of lastUseStatements(rows))
    await pool.query({ ...statement, values: [...statement.values] });
}

/** Updates when each application was last used and when one of its keys was last rejected. Batches may be out of order. */
function lastUseStatement(rows: readonly UsedRow[]): Statement {
  return {
    name: "update-last-uses",
    text: `
      UPDATE "Application" a
      SET "lastUsedAt" = greatest(a."lastUsedAt", used."usedAt"),
          "lastCall" = CASE WHEN used."usedAt" > coalesce(a."lastUsedAt", '-infinity') THEN used."call" ELSE a."lastCall" END,
          "lastRejectedAt" = greatest(a."lastRejectedAt", used."rejectedAt")
      FROM (
        SELECT a."workspaceId", a."id", n."call",
               to_timestamp(n."usedAt") AS "usedAt", to_timestamp(n."rejectedAt") AS "rejectedAt"
        FROM json_to_recordset($1) AS n("workspaceId" text, "id" text, "usedAt" float8, "call" jsonb, "rejectedAt" float8)
        JOIN "Application" a USING ("workspaceId", "id")
        WHERE a."lastUsedAt" IS DISTINCT FROM greatest(a."lastUsedAt", to_timestamp(n."usedAt"))
           OR a."lastRejectedAt" IS DISTINCT FROM greatest(a."lastRejectedAt", to_timestamp(n."rejectedAt"))
        ORDER BY 1, 2
        FOR NO KEY UPDATE OF a
      ) used
      WHERE a."workspaceId" = used."workspaceId" AND a."id" = used."id"`,
    values: [JSON.stringify(collectUses(rows, "applicationId"))],
  };
}

/** Updates when each key was last used and when it was last in a URL. */
function lastKeyUseStatement(rows: readonly UsedRow[]): Statement {
  return {
    name: "update-last-key-uses",
    text: `
      UPDATE "ApiKey" k
      SET "lastUsedAt" = greatest(k."lastUsedAt", used."usedAt"),
          "lastCall" = CASE WHEN used."usedAt" > coalesce(k."lastUsedAt", '-infinity') THEN used."call" ELSE k."lastCall" END,
          "lastInUrlAt" = greatest(k."lastInUrlAt", used."inUrlAt")
      FROM (
        SELECT k."workspaceId", k."id", n."call",
               to_timestamp(n."usedAt") AS "usedAt", to_timestamp(n."inUrlAt") AS "inUrlAt"
        FROM json_to_recordset($1) AS n("workspaceId" text, "id" text, "usedAt" float8, "call" jsonb, "inUrlAt" float8)
        JOIN "ApiKey" k USING ("workspaceId", "id")
        WHERE k."lastUsedAt" IS DISTINCT FROM greatest(k."lastUsedAt", to_timestamp(n."usedAt"))
           OR k."lastInUrlAt" IS DISTINCT FROM greatest(k."lastInUrlAt", to_timestamp(n."inUrlAt"))
        ORDER BY 1, 2
        FOR NO KEY UPDATE OF k
      ) used
      WHERE k."workspaceId" = used."workspaceId" AND k."id" = used."id"`,
    values: [JSON.stringify(collectUses(rows, "apiKeyId"))],
  };
}
