import "server-only";
import { type AuditEntry, type AuditQuery, auditActions } from "@/lib/audit/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { getIdTime } from "@/lib/ids";
import type { Page } from "@/lib/page";

const entriesPerPage = 50;

/** Lists audit entries, newest first. `next` is the `before` of the next page. */
export async function listAuditEntries(
  workspaceId: WorkspaceId,
  { before = null, about = null }: Partial<AuditQuery> = {},
): Promise<Page<AuditEntry>> {
  type StoredEntry = Omit<AuditEntry, "time" | "text">;
  const { rows } = await pool.query<StoredEntry>({
    text: `
      SELECT e."id", e."action", e."subject", e."subjectId", e."detail", e."personId", e."count", e."lastAt", e."ipAddress",
             p."name" AS "personName", p."email" AS "personEmail"
      FROM "AuditEntry" e
      LEFT JOIN "Person" p ON p."id" = e."personId"
      WHERE e."workspaceId" = $1 AND ($2::text IS NULL OR e."id" < $2)
        AND ($3::text IS NULL OR starts_with(e."action", $3))
      ORDER BY e."id" DESC
      LIMIT ${entriesPerPage + 1}`,
    values: [workspaceId, before, about],
  });
  const page = rows.slice(0, entriesPerPage);
  return {
    rows: page.map((row) => ({ ...row, time: getIdTime(row.id), text: describeAction(row.action) })),
    next: rows.length > entriesPerPage ? (page.at(-1)?.id ?? null) : null,
  };
}

function describeAction(action: string): string {
  const labels: Record<string, string> = auditActions;
  return labels[action] ?? action;
}
