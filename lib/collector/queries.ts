import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { lookups } from "@/lib/db/lookups";

/** A website, as what its pages send is judged by. */
export type TrackedWebsite = {
  workspaceId: WorkspaceId;
  id: string;
  domain: string;
  allowsAnyDomain: boolean;
  honorsOptOut: boolean;
  verifiesIdentities: boolean;
  encryptedSecret: Uint8Array | null;
};

/** The website as it is now: a change of its settings counts at once. */
export async function findTrackedWebsite(trackerId: string): Promise<TrackedWebsite | undefined> {
  const [website] = await lookups.query<TrackedWebsite>({
    name: "find-tracked-website",
    text: `
      SELECT "workspaceId", "id", "domain", "allowsAnyDomain", "honorsOptOut", "verifiesIdentities", "encryptedSecret"
      FROM "Website" WHERE "trackerId" = $1`,
    values: [trackerId],
  });
  return website;
}
