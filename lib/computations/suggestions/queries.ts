import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { limitStatements, transact } from "@/lib/db/transact";
import { second } from "@/lib/time";

/** The newest events of the workspace, and how many of one name are read of them. */
const [maxNewest, maxEvents] = [20_000, 500];
/** Contacts of each kind whose newest event of a rare name is read, and contacts whose values are counted. */
const [maxProbed, maxContacts] = [1_000, 5_000];
const [maxNames, maxValues, maxValueLength] = [200, 20, 100];
const maxStatementTime = 2 * second;

/** The names of an event's metadata in a sample of events, the most frequent first. */
export function suggestMetadataNames(workspaceId: WorkspaceId, event: string): Promise<string[]> {
  return readTexts(Prisma.sql`
    WITH sample AS (${sampleEventsSql(workspaceId, event)})
    SELECT "name" AS "text" FROM sample, jsonb_object_keys("metadata") "name"
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${maxNames}`);
}

/** Values of an event's metadata that occur more than once in a sample, the most frequent first. */
export function suggestMetadataValues(
  workspaceId: WorkspaceId,
  event: string,
  name: string,
): Promise<string[]> {
  return readTexts(Prisma.sql`
    WITH sample AS (${sampleEventsSql(workspaceId, event)})
    ${frequentTextsSql(Prisma.sql`SELECT "metadata" -> ${name}::text AS "value" FROM sample`)}`);
}

/** Values of a property that occur more than once in a sample, the most frequent first. */
export function suggestPropertyValues(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  name: string,
): Promise<string[]> {
  // Ids end in random characters, whose order an index has.
  return readTexts(
    frequentTextsSql(Prisma.sql`
      SELECT jsonb_path_query("properties" -> ${name}::text, '$[*]') AS "value" FROM (
        SELECT "properties" FROM ${contactTables[kind].table}
        WHERE "workspaceId" = ${workspaceId} ORDER BY right("id", 2), "id" LIMIT ${maxContacts}
      ) sample`),
  );
}

/** Events of one name among the newest, and the newest of some contacts: no index has events by name. */
function sampleEventsSql(workspaceId: WorkspaceId, event: string): Prisma.Sql {
  const definitionId = Prisma.sql`(
    SELECT "id" FROM "EventDefinition" WHERE "workspaceId" = ${workspaceId} AND "name" = ${event})`;
  const ofContacts = (["user", "account"] as const).map((kind) => {
    const { table, foreignKey } = contactTables[kind];
    return Prisma.sql`
      UNION
      SELECT e."id", e."metadata" FROM (
        SELECT "id" FROM ${table} WHERE "workspaceId" = ${workspaceId} ORDER BY right("id", 2), "id" LIMIT ${maxProbed}
      ) c CROSS JOIN LATERAL (
        SELECT "id", "metadata" FROM "Event"
        WHERE "workspaceId" = ${workspaceId} AND ${foreignKey} = c."id" AND "definitionId" = ${definitionId}
        ORDER BY "triggeredAt" DESC LIMIT 1
      ) e`;
  });
  return Prisma.sql`
    (SELECT "id", "metadata" FROM (
      SELECT "id", "definitionId", "metadata" FROM "Event"
      WHERE "workspaceId" = ${workspaceId} ORDER BY "id" DESC LIMIT ${maxNewest}
    ) newest WHERE "definitionId" = ${definitionId} LIMIT ${maxEvents})
    ${Prisma.join(ofContacts, "")}`;
}

/** Skips values that occur once: most are identifiers. */
function frequentTextsSql(valuesSql: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT "value" #>> '{}' AS "text" FROM (${valuesSql}) "values"
    WHERE jsonb_typeof("value") = 'string' AND "value" <> '""' AND length("value" #>> '{}') <= ${maxValueLength}
    GROUP BY 1 HAVING count(*) > 1 ORDER BY count(*) DESC, 1 LIMIT ${maxValues}`;
}

function readTexts(statement: Prisma.Sql): Promise<string[]> {
  return transact(async (client) => {
    await limitStatements(client, maxStatementTime);
    const { rows } = await client.query<{ text: string }>(statement);
    return rows.map(({ text }) => text);
  });
}
