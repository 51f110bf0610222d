import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { runStatement } from "@/lib/db/transact";
import type { DefinitionQuota } from "@/lib/definitions/quota";
import { createId } from "@/lib/ids";

/** The id of the campaign, which is made when the first visit names it; undefined where there are too many. */
export async function ensureCampaign(
  workspaceId: WorkspaceId,
  name: string,
  { websiteId, maxDefinitions, takeBudget }: DefinitionQuota,
): Promise<string | undefined> {
  const find = () =>
    runStatement<{ id: string }>({
      name: "find-campaign",
      text: `SELECT "id" FROM "Campaign" WHERE "workspaceId" = $1 AND "name" = $2`,
      values: [workspaceId, name],
    });
  const [known] = await find();
  if (known) return known.id;
  if (!takeBudget()) return undefined;
  await runStatement({
    name: "create-campaign",
    text: `
      INSERT INTO "Campaign" ("workspaceId", "id", "name", "websiteId")
      SELECT $1, $2, $3, $4 WHERE $5 > (
        SELECT count(*) FROM "Campaign" WHERE "workspaceId" = $1 AND "websiteId" IS NOT DISTINCT FROM $4)
      ON CONFLICT DO NOTHING`,
    values: [workspaceId, createId(), name, websiteId, maxDefinitions],
  });
  const [created] = await find();
  return created?.id;
}
