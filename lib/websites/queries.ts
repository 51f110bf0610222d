import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { lookups } from "@/lib/db/lookups";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Snippet } from "@/lib/websites/schema";
import { createSnippet } from "@/lib/websites/snippet";

/** The snippet of the workspace's website on this domain. */
export async function getSnippet(workspaceId: WorkspaceId, domain: string): Promise<Snippet> {
  const [website] = await lookups.query<{ trackerId: string }>({
    name: "get-tracker-id",
    text: `SELECT "trackerId" FROM "Website" WHERE "workspaceId" = $1 AND "domain" = $2`,
    values: [workspaceId, domain],
  });
  if (!website) throw new AppError("not_found", "There is no website with this domain.");
  return { domain, snippet: createSnippet(website.trackerId, env().NEXTAUTH_URL) };
}
