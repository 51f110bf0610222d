import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { runStatement } from "@/lib/db/transact";
import { createId } from "@/lib/ids";
import { minute } from "@/lib/time";
import { touchProperties } from "@/lib/visits/schema";

/** A silence of this long ends a visit. */
const visitTimeout = 30 * minute;

/** Something that a browser did on a website, at a time that may have passed a while ago. */
export type Sighting = {
  websiteId: string;
  deviceId: string;
  userId: string | undefined;
  time: Date;
  /** What brought it, "" if nothing new did: lib/visits/source.ts. */
  mark: string;
  channelId: string;
  campaignId: string | undefined;
};

/**
 * Makes the sighting part of the visit that goes on at its time, or of a new one; the browser is locked.
 * A new source begins a new visit, and so does somebody else.
 */
export async function recordSighting(
  client: PoolClient,
  workspaceId: WorkspaceId,
  { websiteId, deviceId, userId, time, mark, channelId, campaignId }: Sighting,
): Promise<void> {
  const [from, until] = [time.getTime() - visitTimeout, time.getTime() + visitTimeout].map(
    (ms) => new Date(ms),
  );
  const continued = await client.query({
    name: "continue-visit",
    text: `
      UPDATE "Visit" SET "startedAt" = LEAST("startedAt", $5), "lastSeenAt" = GREATEST("lastSeenAt", $5)
      WHERE "workspaceId" = $1 AND "id" = (
        SELECT "id" FROM "Visit"
        WHERE "workspaceId" = $1 AND "deviceId" = $2 AND "websiteId" = $3 AND "userId" IS NOT DISTINCT FROM $4
          AND "startedAt" <= $7 AND "lastSeenAt" >= $6 AND ($8 = '' OR "source" = $8)
        ORDER BY "startedAt" <= $5 DESC, "startedAt" DESC LIMIT 1)`,
    values: [workspaceId, deviceId, websiteId, userId, time, from, until, mark],
  });
  if (continued.rowCount === 0)
    await client.query({
      name: "begin-visit",
      text: `
        INSERT INTO "Visit" ("workspaceId", "id", "deviceId", "websiteId", "userId", "startedAt", "lastSeenAt",
                             "source", "channelId", "campaignId")
        VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)`,
      values: [workspaceId, createId(), deviceId, websiteId, userId, time, mark, channelId, campaignId],
    });
}

/** The visits of this browser that are nobody's become the user's; both are locked. */
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

/** Defines the properties that `computeTouches` computes, unless the workspace has its own of that name. */
export async function defineTouches(workspaceId: WorkspaceId): Promise<void> {
  await runStatement({
    name: "define-touches",
    text: `
      INSERT INTO "Property" ("workspaceId", "kind", "name", "label", "type", "isComputed")
      SELECT $1, 'user', "name", "label", 'string', true FROM unnest($2::text[], $3::text[]) t ("name", "label")
      ON CONFLICT DO NOTHING`,
    values: [workspaceId, touchProperties.map(([name]) => name), touchProperties.map(([, label]) => label)],
  });
}

/** Computes, of a user who is locked, what brought them first and last. */
export async function computeTouches(
  client: PoolClient,
  workspaceId: WorkspaceId,
  userId: string,
): Promise<void> {
  await client.query({
    name: "compute-touches",
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
    values: [workspaceId, userId, touchProperties.map(([name]) => name)],
  });
}
