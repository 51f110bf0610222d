import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import type { Author } from "@/lib/auth/actor";
import { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { type DefinitionKind, definitionNouns } from "@/lib/definitions/schema";
import { hour } from "@/lib/time";

type Deletion = { workspaceId: string; names: string[]; force: boolean };

type Statements = {
  lock: (deletion: Deletion) => Prisma.Sql;
  /** Runs before a forced deletion: removes references that the foreign keys do not cascade to. */
  release: ((deletion: Deletion) => Prisma.Sql) | null;
  /** Deletes the unused definitions, or all of them if the deletion is forced. */
  delete: (deletion: Deletion) => Prisma.Sql;
};

/**
 * Deletes definitions by name and returns the names of the deleted ones. A definition in use is kept, unless `force` is
 * set: then its events, or the values of its property, are deleted too.
 */
export async function deleteDefinitions(
  author: Author,
  kind: DefinitionKind,
  names: string[],
  { force }: { force: boolean },
): Promise<string[]> {
  const statements = statementsOf[kind];
  const deletion = { workspaceId: author.workspaceId, names, force };
  return prisma.$transaction(
    async (transaction) => {
      // The deletion reads everything that may use a definition.
      await transaction.$executeRaw`SET LOCAL statement_timeout = '1h'`;
      // Locks the computations: a concurrent save could read a deleted definition.
      await transaction.$executeRaw`
        SELECT pg_advisory_xact_lock(hashtextextended(${`${author.workspaceId} computations`}, 0))`;
      await transaction.$queryRaw(statements.lock(deletion));
      if (force && statements.release) await transaction.$executeRaw(statements.release(deletion));
      const deleted = await transaction.$queryRaw<{ name: string; websiteId: string | null }[]>(
        statements.delete(deletion),
      );
      for (const { name, websiteId } of deleted) {
        const detail = `${definitionNouns[kind]}, defined by ${websiteId ? "visitors of a website" : "the API"}`;
        await recordAuditEntry(transaction, author, "definition.delete", name, { detail });
      }
      return deleted.map(({ name }) => name);
    },
    { timeout: hour },
  );
}

const statementsOf: Record<DefinitionKind, Statements> = {
  event: {
    lock: lockRows(Prisma.sql`"EventDefinition"`),
    release: null,
    delete: deleteUnused(
      Prisma.sql`"EventDefinition"`,
      ({ workspaceId }) =>
        Prisma.sql`(
          EXISTS (SELECT FROM "Event" e WHERE e."workspaceId" = ${workspaceId} AND e."definitionId" = d."id")
          OR EXISTS (
            SELECT FROM "ComputationScope" s WHERE s."workspaceId" = ${workspaceId} AND d."id" = ANY(s."eventIds")))`,
    ),
  },
  campaign: {
    lock: lockRows(Prisma.sql`"Campaign"`),
    release: ({ workspaceId, names }) => Prisma.sql`
      UPDATE "Visit" v SET "campaignId" = NULL FROM "Campaign" c
      WHERE v."workspaceId" = ${workspaceId} AND c."workspaceId" = ${workspaceId} AND c."id" = v."campaignId"
        AND c."name" = ANY(${names}::text[])`,
    delete: deleteUnused(
      Prisma.sql`"Campaign"`,
      ({ workspaceId }) =>
        Prisma.sql`EXISTS (SELECT FROM "Visit" v WHERE v."workspaceId" = ${workspaceId} AND v."campaignId" = d."id")`,
    ),
  },
  user: propertyStatements("user", Prisma.sql`"User"`),
  account: propertyStatements("account", Prisma.sql`"Account"`),
};

function propertyStatements(kind: "user" | "account", contacts: Prisma.Sql): Statements {
  return {
    lock: lockRows(Prisma.sql`"Property"`, Prisma.sql`AND "kind" = ${kind}::"ContactKind"`),
    release: ({ workspaceId, names }) => Prisma.sql`
      UPDATE ${contacts} SET "properties" = "properties" - ${names}::text[], "updatedAt" = clock_timestamp()
      WHERE "workspaceId" = ${workspaceId} AND "properties" ?| ${names}::text[]`,
    delete: deleteUnused(
      Prisma.sql`"Property"`,
      ({ workspaceId }) => Prisma.sql`(
        d."name" IN (SELECT jsonb_object_keys("properties") FROM ${contacts} WHERE "workspaceId" = ${workspaceId})
        OR EXISTS (
          SELECT FROM "ComputationScope" s
          WHERE s."workspaceId" = ${workspaceId} AND s."kind" = ${kind}::"ContactKind"
            AND d."name" = ANY(s."properties")))`,
      Prisma.sql`AND d."kind" = ${kind}::"ContactKind" AND NOT d."isComputed"`,
    ),
  };
}

/** A new event or visit waits for the lock of its definition: none is added between the check and the deletion. */
function lockRows(table: Prisma.Sql, condition = Prisma.empty): Statements["lock"] {
  return ({ workspaceId, names }) => Prisma.sql`
    SELECT "name" FROM ${table} WHERE "workspaceId" = ${workspaceId} AND "name" = ANY(${names}::text[]) ${condition}
    ORDER BY "name" FOR UPDATE`;
}

function deleteUnused(
  table: Prisma.Sql,
  isUsed: (deletion: Deletion) => Prisma.Sql,
  condition = Prisma.empty,
): Statements["delete"] {
  return (deletion) => Prisma.sql`
    DELETE FROM ${table} d
    WHERE d."workspaceId" = ${deletion.workspaceId} AND d."name" = ANY(${deletion.names}::text[]) ${condition}
      AND (${deletion.force} OR NOT ${isUsed(deletion)})
    RETURNING d."name", d."websiteId"`;
}
