import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { allowLongStatements, transact } from "@/lib/db/transact";
import type { DefinitionKind, DefinitionUsage } from "@/lib/definitions/schema";

/** The definitions of one kind, by name. Slow: it counts their uses in every event, contact or visit. */
export function listDefinitions(workspaceId: WorkspaceId, kind: DefinitionKind): Promise<DefinitionUsage[]> {
  return transact(async (client) => {
    await allowLongStatements(client);
    const { rows } = await client.query<DefinitionUsage>(listStatements[kind], [workspaceId]);
    return rows;
  });
}

const listStatements: Record<DefinitionKind, string> = {
  event: selectFrom(
    `"EventDefinition" d`,
    `SELECT "definitionId" AS "id", count(*) FROM "Event" WHERE "workspaceId" = $1 GROUP BY 1`,
    `u."id" = d."id"`,
  ),
  campaign: selectFrom(
    `"Campaign" d`,
    `SELECT "campaignId" AS "id", count(*) FROM "Visit" WHERE "workspaceId" = $1 GROUP BY 1`,
    `u."id" = d."id"`,
  ),
  user: selectProperties("user", `"User"`),
  account: selectProperties("account", `"Account"`),
};

/** Leaves out computed properties: the product would define a deleted one again. */
function selectProperties(kind: "user" | "account", table: string): string {
  return selectFrom(
    `(SELECT * FROM "Property" WHERE "kind" = '${kind}' AND NOT "isComputed") d`,
    `SELECT "name" AS "id", count(*) FROM ${table}, jsonb_object_keys("properties") "name"
     WHERE "workspaceId" = $1 GROUP BY 1`,
    `u."id" = d."name"`,
  );
}

function selectFrom(definitions: string, uses: string, isUsed: string): string {
  return `
    SELECT d."name", CASE WHEN d."websiteId" IS NULL THEN 'api' ELSE 'website' END AS "origin",
           coalesce(w."domain", k."name") AS "domain",
           coalesce(u."count", 0)::int AS "uses"
    FROM ${definitions}
    LEFT JOIN (${uses}) u ON ${isUsed}
    LEFT JOIN "Website" w ON w."workspaceId" = d."workspaceId" AND w."id" = d."websiteId"
    LEFT JOIN "Connector" k ON k."workspaceId" = d."workspaceId" AND k."id" = d."websiteId"
    WHERE d."workspaceId" = $1 ORDER BY d."name"`;
}
