import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { runStatement } from "@/lib/db/transact";
import { createId } from "@/lib/ids";

/** Campaigns of a workspace. Anybody can write names into an address, so there has to be an end to them. */
const mostCampaigns = 10_000;

/** The id of the campaign, which is made when the first visit names it; undefined where there are too many. */
export async function ensureCampaign(workspaceId: WorkspaceId, name: string): Promise<string | undefined> {
  const find = () =>
    runStatement<{ id: string }>({
      name: "find-campaign",
      text: `SELECT "id" FROM "Campaign" WHERE "workspaceId" = $1 AND "name" = $2`,
      values: [workspaceId, name],
    });
  const [known] = await find();
  if (known) return known.id;
  await runStatement({
    name: "create-campaign",
    text: `
      INSERT INTO "Campaign" ("workspaceId", "id", "name")
      SELECT $1, $2, $3 WHERE $4 > (SELECT count(*) FROM "Campaign" WHERE "workspaceId" = $1)
      ON CONFLICT DO NOTHING`,
    values: [workspaceId, createId(), name, mostCampaigns],
  });
  const [created] = await find();
  return created?.id;
}
