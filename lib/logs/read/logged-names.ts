import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import type { LogRow } from "@/lib/logs/schema";
import type { CallRow } from "@/lib/logs/store/log-store";

export type LoggedNames = {
  applications: ReadonlyMap<string, string>;
  keys: ReadonlyMap<string, { hint: string; revokedAt: Date | null }>;
};

/** The log knows ids only. The main database has the names of applications and the hints of keys. */
export async function findLoggedNames(
  workspaceId: WorkspaceId,
  { applicationIds = [], apiKeyIds = [] }: { applicationIds?: string[]; apiKeyIds?: string[] },
): Promise<LoggedNames> {
  const select = Prisma.sql`
    SELECT "id", "name", NULL AS "hint", NULL::timestamptz AS "revokedAt"
    FROM "Application" WHERE "workspaceId" = ${workspaceId} AND "id" = ANY(${[...new Set(applicationIds)]})
    UNION ALL
    SELECT "id", NULL, "hint", "revokedAt"
    FROM "ApiKey" WHERE "workspaceId" = ${workspaceId} AND "id" = ANY(${[...new Set(apiKeyIds)]})`;
  type Row = { id: string; name: string | null; hint: string | null; revokedAt: Date | null };
  const { rows } = await pool.query<Row>(nameStatement("find-logged-names", select));
  return {
    applications: new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name] as const]))),
    keys: new Map(
      rows.flatMap(({ id, hint, revokedAt }) => (hint === null ? [] : [[id, { hint, revokedAt }] as const])),
    ),
  };
}

/** Adds the names of applications. Calls of applications that no longer exist are left out. */
export async function nameApplications<Row extends Pick<CallRow, "applicationId">>(
  workspaceId: WorkspaceId,
  rows: readonly Row[],
): Promise<(Row & Pick<LogRow, "applicationName">)[]> {
  if (rows.length === 0) return [];
  const applicationIds = rows.map(({ applicationId }) => applicationId);
  const { applications } = await findLoggedNames(workspaceId, { applicationIds });
  return rows.flatMap((row) => {
    const applicationName = applications.get(row.applicationId);
    return applicationName === undefined ? [] : [{ ...row, applicationName }];
  });
}
