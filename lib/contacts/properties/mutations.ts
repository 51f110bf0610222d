import "server-only";
import type { QueryConfig } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { coerceValue, explainMismatch, inferType, toLabel } from "@/lib/contacts/properties/coerce";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { PropertyType, PropertyValue, SentProperties } from "@/lib/contacts/schema/property";
import { lookups } from "@/lib/db/lookups";
import { lockNames, runStatement, transact } from "@/lib/db/transact";
import { apiDefinitionQuota, type DefinitionQuota } from "@/lib/definitions/quota";

export type PropertyChange = {
  /** Values to save, converted to the type of their property. */
  values: Map<string, PropertyValue>;
  removed: string[];
  /** The error of each rejected value, by its property. */
  rejected: Map<string, string>;
};

/** Validates properties and converts them to their types. Defines properties that are new. */
export async function validateProperties(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  sent: SentProperties,
  quota: DefinitionQuota = apiDefinitionQuota,
): Promise<PropertyChange> {
  return applyDefinitions(kind, sent, await ensurePropertyDefinitions(workspaceId, kind, sent, quota), quota);
}

/** The same without a write, outside the pool. Undefined if a property is new. */
export async function validateKnownProperties(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  sent: SentProperties,
): Promise<PropertyChange | undefined> {
  const rows =
    sent.size > 0
      ? await lookups.query<PropertyDefinition>(findPropertyDefinitions(workspaceId, kind, sent))
      : [];
  const definitions = new Map(rows.map((row) => [row.name, row]));
  for (const [name, value] of sent) if (value !== null && !definitions.has(name)) return undefined;
  return applyDefinitions(kind, sent, definitions, apiDefinitionQuota);
}

/** Converts sent values to the types of their properties. */
export function applyDefinitions(
  kind: ContactKind,
  sent: SentProperties,
  definitions: ReadonlyMap<string, PropertyDefinition>,
  quota: DefinitionQuota,
): PropertyChange {
  const change: PropertyChange = { values: new Map(), removed: [], rejected: new Map() };
  for (const [name, value] of sent) {
    const definition = definitions.get(name);
    const coerced = definition && value !== null ? coerceValue(value, definition.type) : undefined;
    if (definition?.isComputed) change.rejected.set(name, "This property is computed and read-only.");
    else if (value === null) change.removed.push(name);
    else if (!definition) change.rejected.set(name, tooManyDefinitions(kind, quota));
    else if (coerced === undefined) change.rejected.set(name, explainMismatch(value, definition.type));
    else change.values.set(name, coerced);
  }
  return change;
}

function tooManyDefinitions(kind: ContactKind, { websiteId, maxDefinitions }: DefinitionQuota): string {
  const whose = websiteId === null ? "The workspace has" : "The pages of this website have sent";
  return `${whose} ${maxDefinitions.toLocaleString("en")} properties of ${kind}s already. Use one of them.`;
}

export type PropertyDefinition = { name: string; type: PropertyType; isComputed: boolean };

/** The definitions of these properties by name. Defines those that are new, as far as the quota allows. */
export async function ensurePropertyDefinitions(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  sent: SentProperties,
  quota: DefinitionQuota,
): Promise<Map<string, PropertyDefinition>> {
  const definitions = await readDefinitions(workspaceId, kind, sent);
  const unknown = [...sent].flatMap(([name, value]) =>
    value === null || definitions.has(name) ? [] : [{ name, label: toLabel(name), type: inferType(value) }],
  );
  const isWithinBudget = await Promise.all(unknown.map(() => quota.takeBudget()));
  const allowed = unknown.filter((_, index) => isWithinBudget[index]);
  if (allowed.length === 0) return definitions;
  const defined = await defineProperties(workspaceId, kind, allowed, quota);
  return new Map([...definitions, ...defined]);
}

type Names = { readonly size: number; keys(): Iterable<string> };

async function readDefinitions(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  names: Names,
): Promise<Map<string, PropertyDefinition>> {
  if (names.size === 0) return new Map();
  const rows = await runStatement<PropertyDefinition>(findPropertyDefinitions(workspaceId, kind, names));
  return new Map(rows.map((row) => [row.name, row]));
}

export function findPropertyDefinitions(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  names: Names,
): QueryConfig {
  return {
    name: "read-property-definitions",
    text: `
      SELECT "name", "type", "isComputed" FROM "Property"
      WHERE "workspaceId" = $1 AND "kind" = $2::"ContactKind" AND "name" = ANY($3::text[])`,
    values: [workspaceId, kind, [...names.keys()]],
  };
}

/** Defines as many properties as the quota allows. Returns all that exist then, including those of other calls. */
function defineProperties(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  unknown: { name: string; label: string; type: PropertyType }[],
  { websiteId, maxDefinitions }: DefinitionQuota,
): Promise<Map<string, PropertyDefinition>> {
  return transact(async (client) => {
    await lockNames(client, [`${workspaceId} properties of ${kind}s`]);
    await client.query(
      `INSERT INTO "Property" ("workspaceId", "kind", "name", "label", "type", "websiteId")
       SELECT $1, $2::"ContactKind", "name", "label", "type"::"PropertyType", $7
       FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY u ("name", "label", "type", "place")
       WHERE NOT EXISTS (SELECT FROM "Property" p
         WHERE p."workspaceId" = $1 AND p."kind" = $2::"ContactKind" AND p."name" = u."name")
       ORDER BY "place"
       LIMIT (SELECT GREATEST(0, $6 - count(*)) FROM "Property"
         WHERE "workspaceId" = $1 AND "kind" = $2::"ContactKind" AND "websiteId" IS NOT DISTINCT FROM $7
           AND NOT "isComputed")
       ON CONFLICT DO NOTHING`,
      [
        workspaceId,
        kind,
        unknown.map(({ name }) => name),
        unknown.map(({ label }) => label),
        unknown.map(({ type }) => type),
        maxDefinitions,
        websiteId,
      ],
    );
    return readDefinitions(workspaceId, kind, new Set(unknown.map(({ name }) => name)));
  });
}
