import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { UnknownIds } from "@/lib/collector/unknown-ids";
import type { Identity } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { lookups } from "@/lib/db/lookups";
import { singleton } from "@/lib/singleton";

/** The settings by which the collector accepts messages. */
export type TrackedWebsite = {
  workspaceId: WorkspaceId;
  id: string;
  domain: string;
  allowsAnyDomain: boolean;
  honorsOptOut: boolean;
  verifiesIdentities: boolean;
  encryptedSecret: Uint8Array | null;
};

const unknownIds: UnknownIds = singleton("unknown tracker ids", () => new UnknownIds());

/**
 * Only unknown ids are cached: changed settings apply immediately. The website of a deleted workspace is not unknown: the
 * workspace may be restored.
 */
export async function findTrackedWebsite(trackerId: string): Promise<TrackedWebsite | undefined> {
  if (unknownIds.has(trackerId)) return undefined;
  const [row] = await lookups.query<TrackedWebsite & { isDeleted: boolean }>({
    name: "find-tracked-website",
    text: `
      SELECT s."workspaceId", s."id", s."domain", s."allowsAnyDomain", s."honorsOptOut", s."verifiesIdentities",
             s."encryptedSecret", w."deletedAt" IS NOT NULL AS "isDeleted"
      FROM "Website" s JOIN "Workspace" w ON w."id" = s."workspaceId"
      WHERE s."trackerId" = $1`,
    values: [trackerId],
  });
  if (!row) unknownIds.add(trackerId);
  if (!row || row.isDeleted) return undefined;
  const { isDeleted: _, ...website } = row;
  return website;
}

/** Returns whether the workspace has a contact with this id. Without an id, compares the alias. */
export async function isKnownContact(
  workspaceId: WorkspaceId,
  { kind, externalId, alias }: Identity,
): Promise<boolean> {
  const { table, aliasColumn } = contactTables[kind];
  const rows = await lookups.query({
    name: `find-${kind}-by-${externalId === undefined ? "alias" : "id"}`,
    text: `
      SELECT FROM ${table.sql}
      WHERE "workspaceId" = $1 AND ${externalId === undefined ? aliasColumn.sql : `"externalId"`} = $2`,
    values: [workspaceId, externalId ?? alias],
  });
  return rows.length > 0;
}
