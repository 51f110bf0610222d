import "server-only";
import { recordAct } from "@/lib/audit/mutations";
import type { Author } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { type DefinitionKind, definitionNouns } from "@/lib/definitions/schema";
import { hour } from "@/lib/time";

type Statements = {
  /** Runs before a forced deletion: removes what refers to the definitions and does not go with them. */
  release: string | null;
  /** Deletes the definitions that nothing uses, or all of them where $3 is true. */
  delete: string;
};

/**
 * Deletes definitions by name, and returns the names of those that are deleted. One in use stays, unless forced: then
 * its events go with it, or the values of its property.
 */
export async function deleteDefinitions(
  author: Author,
  kind: DefinitionKind,
  names: string[],
  { force }: { force: boolean },
): Promise<string[]> {
  const statements = deleteStatements[kind];
  const { workspaceId } = author;
  return prisma.$transaction(
    async (transaction) => {
      // The deletion reads everything that may use a definition.
      await transaction.$executeRawUnsafe("SET LOCAL statement_timeout = 0");
      await transaction.$queryRawUnsafe(lockStatements[kind], workspaceId, names);
      if (force && statements.release)
        await transaction.$executeRawUnsafe(statements.release, workspaceId, names);
      const deleted = await transaction.$queryRawUnsafe<{ name: string; websiteId: string | null }[]>(
        statements.delete,
        ...[workspaceId, names, force],
      );
      for (const { name, websiteId } of deleted) {
        const detail = `${definitionNouns[kind]}, defined by ${websiteId ? "visitors of a website" : "the API"}`;
        await recordAct(transaction, author, "definition.delete", name, { detail });
      }
      return deleted.map(({ name }) => name);
    },
    { timeout: hour },
  );
}

/** A new event or visit waits for the lock of its definition, so that none is added between the check and the deletion. */
const lockStatements: Record<DefinitionKind, string> = {
  event: lockRows(`"EventDefinition"`),
  user: lockRows(`"Property"`, `AND "kind" = 'user'`),
  account: lockRows(`"Property"`, `AND "kind" = 'account'`),
  campaign: lockRows(`"Campaign"`),
};

function lockRows(table: string, condition = ""): string {
  return `
    SELECT "name" FROM ${table} WHERE "workspaceId" = $1 AND "name" = ANY($2::text[]) ${condition}
    ORDER BY "name" FOR UPDATE`;
}

const deleteStatements: Record<DefinitionKind, Statements> = {
  event: {
    release: null,
    delete: deleteUnused(
      `"EventDefinition" d`,
      `NOT EXISTS (SELECT FROM "Event" e WHERE e."workspaceId" = $1 AND e."definitionId" = d."id")`,
    ),
  },
  campaign: {
    release: `
      UPDATE "Visit" v SET "campaignId" = NULL FROM "Campaign" c
      WHERE v."workspaceId" = $1 AND c."workspaceId" = $1 AND c."id" = v."campaignId" AND c."name" = ANY($2::text[])`,
    delete: deleteUnused(
      `"Campaign" d`,
      `NOT EXISTS (SELECT FROM "Visit" v WHERE v."workspaceId" = $1 AND v."campaignId" = d."id")`,
    ),
  },
  user: deleteProperties("user", `"User"`),
  account: deleteProperties("account", `"Account"`),
};

function deleteProperties(kind: "user" | "account", table: string): Statements {
  return {
    release: `
      UPDATE ${table} SET "properties" = "properties" - $2::text[], "updatedAt" = clock_timestamp()
      WHERE "workspaceId" = $1 AND "properties" ?| $2::text[]`,
    delete: deleteUnused(
      `"Property" d`,
      `d."name" NOT IN (
         SELECT jsonb_object_keys("properties") FROM ${table} WHERE "workspaceId" = $1)`,
      `AND d."kind" = '${kind}' AND NOT d."isComputed"`,
    ),
  };
}

function deleteUnused(table: string, isUnused: string, condition = ""): string {
  return `
    DELETE FROM ${table}
    WHERE d."workspaceId" = $1 AND d."name" = ANY($2::text[]) ${condition} AND ($3 OR ${isUnused})
    RETURNING d."name", d."websiteId"`;
}
