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

/** Not cached: changed settings apply immediately. */
export async function findTrackedWebsite(trackerId: string): Promise<TrackedWebsite | undefined> {
  if (unknownIds.has(trackerId)) return undefined;
  const [website] = await lookups.query<TrackedWebsite>({
    name: "find-tracked-website",
    text: `
      SELECT "workspaceId", "id", "domain", "allowsAnyDomain", "honorsOptOut", "verifiesIdentities", "encryptedSecret"
      FROM "Website" WHERE "trackerId" = $1
        AND NOT EXISTS (
          SELECT FROM "Workspace" w WHERE w."id" = "Website"."workspaceId" AND w."deletedAt" IS NOT NULL)`,
    values: [trackerId],
  });
  if (!website) unknownIds.add(trackerId);
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
