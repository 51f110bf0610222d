import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { runStatement } from "@/lib/db/transact";
import type { DefinitionQuota } from "@/lib/definitions/quota";
import { createId } from "@/lib/ids";
import { minute } from "@/lib/time";
import type { ChannelName } from "@/lib/visits/channel-rules";
import { attributionProperties } from "@/lib/visits/schema";

/** A visit ends after this time without activity. */
const visitTimeout = 30 * minute;

/** An activity on a website: a page view, a screen or an event. */
export type VisitActivity = {
  websiteId: string;
  deviceId: string;
  userId: string | undefined;
  time: Date;
  /** Identifies the source that brought it; "" for no new one. See lib/visits/source.ts. */
  sourceKey: string;
  channelId: string;
  campaignId: string | undefined;
};

/**
 * Extends the visit that lasts at the activity's time, or begins a new one. Another source or another user begins a new
 * visit. The device must be locked.
 */
export async function recordVisit(
  client: PoolClient,
  workspaceId: WorkspaceId,
  { websiteId, deviceId, userId, time, sourceKey, channelId, campaignId }: VisitActivity,
): Promise<void> {
  const [from, until] = [time.getTime() - visitTimeout, time.getTime() + visitTimeout].map(
    (ms) => new Date(ms),
  );
  const extended = await client.query({
    name: "extend-visit",
    text: `
      UPDATE "Visit" SET "startedAt" = LEAST("startedAt", $5), "lastSeenAt" = GREATEST("lastSeenAt", $5)
      WHERE "workspaceId" = $1 AND "id" = (
        SELECT "id" FROM "Visit"
        WHERE "workspaceId" = $1 AND "deviceId" = $2 AND "websiteId" = $3 AND "userId" IS NOT DISTINCT FROM $4
          AND "startedAt" <= $7 AND "lastSeenAt" >= $6 AND ($8 = '' OR "source" = $8)
        ORDER BY "startedAt" <= $5 DESC, "startedAt" DESC LIMIT 1)`,
    values: [workspaceId, deviceId, websiteId, userId, time, from, until, sourceKey],
  });
  if (extended.rowCount === 0)
    await client.query({
      name: "begin-visit",
      text: `
        INSERT INTO "Visit" ("workspaceId", "id", "deviceId", "websiteId", "userId", "startedAt", "lastSeenAt",
                             "source", "channelId", "campaignId")
        VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)`,
      values: [workspaceId, createId(), deviceId, websiteId, userId, time, sourceKey, channelId, campaignId],
    });
}

/** Assigns the device's anonymous visits to the user. Device and user must be locked. */
export async function claimVisits(
  client: PoolClient,
  workspaceId: WorkspaceId,
  deviceId: string,
  userId: string,
): Promise<void> {
  await client.query({
    name: "claim-visits",
    text: `
      UPDATE "Visit" SET "userId" = $3 WHERE "workspaceId" = $1 AND "deviceId" = $2 AND "userId" IS NULL`,
    values: [workspaceId, deviceId, userId],
  });
}

/** Creates the properties that `updateAttribution` computes. A property of the same name that the workspace has stays. */
export async function ensureAttributionProperties(workspaceId: WorkspaceId): Promise<void> {
  await runStatement({
    name: "ensure-attribution-properties",
    text: `
      INSERT INTO "Property" ("workspaceId", "kind", "name", "label", "type", "isComputed")
      SELECT $1, 'user', "name", "label", 'string', true FROM unnest($2::text[], $3::text[]) t ("name", "label")
      ON CONFLICT DO NOTHING`,
    values: [
      workspaceId,
      attributionProperties.map(([name]) => name),
      attributionProperties.map(([, label]) => label),
    ],
  });
}

/** Computes the first and the last channel and campaign of a user, who must be locked. */
export async function updateAttribution(
  client: PoolClient,
  workspaceId: WorkspaceId,
  userId: string,
): Promise<void> {
  await client.query({
    name: "update-attribution",
    text: `
      WITH "visit" AS (
        SELECT v."startedAt", v."id", ch."name" AS "channel", ca."name" AS "campaign"
        FROM "Visit" v
        JOIN "Channel" ch ON ch."workspaceId" = v."workspaceId" AND ch."id" = v."channelId"
        LEFT JOIN "Campaign" ca ON ca."workspaceId" = v."workspaceId" AND ca."id" = v."campaignId"
        WHERE v."workspaceId" = $1 AND v."userId" = $2
      ), "touch" AS (
        SELECT f."channel" AS "firstChannel", f."campaign" AS "firstCampaign",
               l."channel" AS "lastChannel", l."campaign" AS "lastCampaign"
        FROM (SELECT * FROM "visit" ORDER BY "startedAt", "id" LIMIT 1) f,
             (SELECT * FROM "visit" ORDER BY "startedAt" DESC, "id" DESC LIMIT 1) l
      ), "computed" AS (
        SELECT array_agg(p."name") AS "names",
               jsonb_object_agg(p."name", t."value") FILTER (WHERE t."value" IS NOT NULL) AS "values"
        FROM "touch", unnest($3::text[], ARRAY["firstChannel", "firstCampaign", "lastChannel", "lastCampaign"])
          t ("name", "value")
        JOIN "Property" p ON p."workspaceId" = $1 AND p."kind" = 'user' AND p."name" = t."name" AND p."isComputed"
      ), "changed" AS (
        SELECT ("properties" - "names") || coalesce("values", '{}') AS "properties"
        FROM "User", "computed" WHERE "workspaceId" = $1 AND "id" = $2 AND "names" IS NOT NULL
      )
      UPDATE "User" u SET "properties" = c."properties", "updatedAt" = clock_timestamp()
      FROM "changed" c WHERE u."workspaceId" = $1 AND u."id" = $2 AND u."properties" <> c."properties"`,
    values: [workspaceId, userId, attributionProperties.map(([name]) => name)],
  });
}

/** The id of the channel, which is created if missing. */
export async function ensureChannel(workspaceId: WorkspaceId, name: ChannelName): Promise<string> {
  const find = () =>
    runStatement<{ id: string }>({
      name: "find-channel",
      text: `SELECT "id" FROM "Channel" WHERE "workspaceId" = $1 AND "name" = $2`,
      values: [workspaceId, name],
    });
  let [channel] = await find();
  if (!channel) {
    await runStatement({
      name: "create-channel",
      text: `INSERT INTO "Channel" ("workspaceId", "id", "name") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      values: [workspaceId, createId(), name],
    });
    [channel] = await find();
  }
  if (!channel) throw new Error("The channel that was just created is missing.");
  return channel.id;
}

/** The id of the campaign, which is created if missing. Undefined if the quota is used up. */
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
  if (!(await takeBudget())) return undefined;
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
