import "server-only";
import {
  type AuditEntry,
  type AuditFilter,
  type AuditFilterOptions,
  type AuditQuery,
  auditActions,
  commandLine,
} from "@/lib/audit/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { getIdTime, getMinId } from "@/lib/ids";
import { timeRanges } from "@/lib/logs/schema";
import type { Page } from "@/lib/page";

const entriesPerPage = 50;

/** Lists audit entries and rejected attempts, newest first. `next` is the `before` of the next page. */
export async function listAuditEntries(
  workspaceId: WorkspaceId,
  { before = null, ...filter }: Partial<AuditQuery> = {},
  limit = entriesPerPage,
): Promise<Page<AuditEntry>> {
  type StoredEntry = Omit<AuditEntry, "time" | "text">;
  // Each branch reads one page of its primary key, newest first.
  const rest = Prisma.sql`ORDER BY "id" DESC LIMIT ${limit + 1}`;
  const older = before === null ? Prisma.empty : Prisma.sql`AND "id" < ${before}`;
  const { rows } = await pool.query<StoredEntry>(Prisma.sql`
    SELECT e.*, p."name" AS "personName", p."email" AS "personEmail", t."name" AS "tokenName"
    FROM (
      (
        SELECT "id", "action", "subject", "subjectId", "detail", coalesce("changes", '[]') AS "changes", "personId", "tokenId",
               1 AS "count", NULL::timestamptz AS "lastAt", '' AS "ipAddress"
        FROM "AuditEntry"
        WHERE "workspaceId" = ${workspaceId} ${older} ${toConditions(filter, authorCondition)} ${rest}
      )
      UNION ALL
      (
        SELECT "id", "action", "subject", "subjectId", '', '[]', "personId", NULL, "count", "lastAt", "ipAddress"
        FROM "RejectedAttempt"
        WHERE "workspaceId" = ${workspaceId} ${older} ${toConditions(filter, attemptCondition)} ${rest}
      )
    ) e
    LEFT JOIN "Person" p ON p."id" = e."personId"
    LEFT JOIN "Application" t ON t."workspaceId" = ${workspaceId} AND t."id" = e."tokenId"
    ORDER BY e."id" DESC LIMIT ${limit + 1}`);
  const page = rows.slice(0, limit);
  return {
    rows: page.map((row) => ({ ...row, time: getIdTime(row.id), text: describeAction(row.action) })),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

function toConditions(
  { about, action, person, application, range, from, to }: Partial<AuditFilter>,
  toPersonCondition: (person: string) => Prisma.Sql,
): Prisma.Sql {
  const start = from ?? (range && !to ? new Date(Date.now() - timeRanges[range].milliseconds) : null);
  const conditions = [
    about && Prisma.sql`starts_with("action", ${about})`,
    action && Prisma.sql`"action" = ${action}`,
    person && toPersonCondition(person),
    application && Prisma.sql`"subjectId" = ${application}`,
    start && Prisma.sql`"id" >= ${getMinId(start)}`,
    to && Prisma.sql`"id" < ${getMinId(to)}`,
  ].filter((condition) => condition instanceof Prisma.Sql);
  return conditions.length === 0 ? Prisma.empty : Prisma.sql`AND ${Prisma.join(conditions, " AND ")}`;
}

function authorCondition(person: string): Prisma.Sql {
  return person === commandLine
    ? Prisma.sql`("personId" IS NULL AND "tokenId" IS NULL)`
    : Prisma.sql`"personId" = ${person}`;
}

/** Failed sign-ins have no author: they belong to the person whose account was tried. */
function attemptCondition(person: string): Prisma.Sql {
  if (person === commandLine) return Prisma.sql`false`;
  return Prisma.sql`("personId" = ${person} OR ("action" = 'access.sign-in' AND "subjectId" = ${person}))`;
}

function describeAction(action: string): string {
  const labels: Record<string, string> = auditActions;
  return labels[action] ?? action;
}

/** Options of one filter. */
const maxOptions = 500;

/** Lists the members and the authors of entries, and the applications, deleted ones included. */
export async function listAuditFilterOptions(workspaceId: WorkspaceId): Promise<AuditFilterOptions> {
  const [people, applications] = await Promise.all([
    // Reads one row of the index per author.
    pool.query<AuditFilterOptions["people"][number]>(Prisma.sql`
      WITH RECURSIVE author AS (
        SELECT min("personId") AS "id" FROM "AuditEntry" WHERE "workspaceId" = ${workspaceId}
        UNION ALL
        SELECT (SELECT min("personId") FROM "AuditEntry" WHERE "workspaceId" = ${workspaceId} AND "personId" > author."id")
        FROM author WHERE author."id" IS NOT NULL
      )
      SELECT p."id", p."name", p."email" FROM "Person" p
      WHERE p."id" IN (
        SELECT "id" FROM author UNION SELECT "personId" FROM "Membership" WHERE "workspaceId" = ${workspaceId}
      )
      ORDER BY lower(p."name"), p."email" LIMIT ${maxOptions}`),
    pool.query<AuditFilterOptions["applications"][number]>(Prisma.sql`
      SELECT "id", "name", "deletedAt" IS NOT NULL AS "isDeleted" FROM "Application"
      WHERE "workspaceId" = ${workspaceId}
      ORDER BY 3, "foldedName", "id" LIMIT ${maxOptions}`),
  ]);
  return { people: people.rows, applications: applications.rows };
}
