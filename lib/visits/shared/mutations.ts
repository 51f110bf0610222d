import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { toTextArray, toTimestampArray } from "@/lib/db/binary-arrays";
import type { Statement } from "@/lib/db/pipelined-transaction";
import { createId } from "@/lib/ids";
import type { ChannelName } from "@/lib/visits/channel-rules";
import { attributionProperties } from "@/lib/visits/schema";
import type { GroupedWrite, SetStatement } from "@/lib/writes/grouped-write";

/** An activity on a website, with the names of its event, channel and campaign. */
export type SharedActivity = {
  workspaceId: WorkspaceId;
  websiteId: string;
  deviceId: string;
  messageId: string;
  name: string;
  metadata: ReadonlyMap<string, unknown>;
  time: Date;
  /** Identifies the source that brought it; "" for no new one. */
  sourceKey: string;
  channel: ChannelName;
  /** "" for none. */
  campaign: string;
};

/** The activity as a write that shares statements with others. A device's visits depend on each other: one of a device. */
export function toGroupedActivity(activity: SharedActivity): GroupedWrite<SharedActivity> {
  const { workspaceId, deviceId } = activity;
  return {
    statement: storeActivities,
    row: activity,
    contacts: [`${workspaceId} device ${deviceId}`],
    isExclusive: true,
  };
}

const attributionNames = attributionProperties.map(([name]) => name);

const storeActivities: SetStatement<SharedActivity> = {
  name: "store-activities",
  compose: (rows) => {
    const texts = (pick: (row: SharedActivity) => string) => toTextArray(rows.map(pick));
    const [workspaceIds, ids] = [texts(({ workspaceId }) => workspaceId), texts(() => createId())];
    const deviceIds = texts(({ deviceId }) => deviceId);
    const websiteIds = texts(({ websiteId }) => websiteId);
    const times = toTimestampArray(rows.map(({ time }) => time));
    const channels = texts(({ channel }) => channel);
    const campaigns = texts(({ campaign }) => campaign);
    const names = toTextArray(attributionNames);
    return {
      text: storeText,
      values: [
        ...[workspaceIds, ids, deviceIds, websiteIds, times, channels, campaigns],
        texts(({ name }) => name),
        texts(({ messageId }) => messageId),
        texts(({ metadata }) => JSON.stringify(Object.fromEntries(metadata))),
        names,
      ],
      following: [
        {
          name: "record-visits",
          text: visitText,
          values: [
            ...[workspaceIds, ids, deviceIds, websiteIds, times, channels, campaigns],
            texts(({ sourceKey }) => sourceKey),
            texts(() => createId()),
          ],
        } satisfies Statement,
        {
          name: "update-attributions",
          text: attributionText,
          values: [workspaceIds, ids, deviceIds, times, names],
        } satisfies Statement,
      ],
    };
  },
};

const channelSql = `
  SELECT c."id" AS "channelId" FROM "Channel" c
  WHERE c."workspaceId" = s."workspaceId" AND c."name" = s."channel" LIMIT 1`;
const campaignSql = `
  SELECT c."id" AS "campaignId" FROM "Campaign" c
  WHERE c."workspaceId" = s."workspaceId" AND c."name" = s."campaign" LIMIT 1`;

/**
 * Stores the events of known devices, and updates when devices and their users were seen. A message that is sent again
 * changes the device only. A locked device or user is skipped: see `insertEvents`.
 */
const storeText = `
  WITH "sent" AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
                         $9::text[], $10::text[]) WITH ORDINALITY
      s ("workspaceId", "id", "deviceId", "websiteId", "time", "channel", "campaign", "name", "messageId", "metadata", "position")
  ), "found" AS (
    SELECT s.*, d."definitionId", v."userId"
    FROM "sent" s
    CROSS JOIN LATERAL (
      SELECT d."id" AS "definitionId" FROM "EventDefinition" d
      WHERE d."workspaceId" = s."workspaceId" AND d."name" = s."name" LIMIT 1) d
    CROSS JOIN LATERAL (${channelSql}) ch
    LEFT JOIN LATERAL (${campaignSql}) ca ON true
    CROSS JOIN LATERAL (
      SELECT v."userId" FROM "Device" v
      WHERE v."workspaceId" = s."workspaceId" AND v."id" = s."deviceId" LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) v
    LEFT JOIN LATERAL (
      SELECT u."id" FROM "User" u
      WHERE u."workspaceId" = s."workspaceId" AND u."id" = v."userId" LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) u ON true
    WHERE (s."campaign" = '' OR ca."campaignId" IS NOT NULL) AND (v."userId" IS NULL OR u."id" IS NOT NULL)
      AND cardinality($11::text[]) = (
        SELECT count(*) FROM "Property" p
        WHERE p."workspaceId" = s."workspaceId" AND p."kind" = 'user' AND p."name" = ANY($11::text[]))
  ), "stored" AS (
    INSERT INTO "Event" ("workspaceId", "id", "definitionId", "userId", "deviceId", "websiteId", "messageId", "triggeredAt", "metadata")
    SELECT "workspaceId", "id", "definitionId", "userId", "deviceId", "websiteId", "messageId", "time", "metadata"::jsonb
    FROM "found"
    ON CONFLICT ("workspaceId", "deviceId", "messageId") DO NOTHING RETURNING "id"
  ), "deviceSeen" AS (
    UPDATE "Device" v
    SET "firstSeenAt" = LEAST(v."firstSeenAt", f."time"), "lastSeenAt" = GREATEST(v."lastSeenAt", f."time")
    FROM "found" f WHERE v."workspaceId" = f."workspaceId" AND v."id" = f."deviceId"
  ), "userSeen" AS (
    UPDATE "User" u
    SET "firstSeenAt" = LEAST(u."firstSeenAt", f."first"), "lastSeenAt" = GREATEST(u."lastSeenAt", f."last")
    FROM (
      SELECT "workspaceId", "userId", min("time") AS "first", max("time") AS "last" FROM "found"
      WHERE "userId" IS NOT NULL AND ("id" IN (SELECT "id" FROM "stored")) IS TRUE GROUP BY 1, 2) f
    WHERE u."workspaceId" = f."workspaceId" AND u."id" = f."userId"
  )
  SELECT s."position", (
    SELECT true FROM "Device" v WHERE v."workspaceId" = s."workspaceId" AND v."id" = s."deviceId" LIMIT 1) IS NOT NULL
  FROM "sent" s WHERE s."position" NOT IN (SELECT "position" FROM "found")`;

/**
 * Extends or begins the visits of the stored activities, as `recordVisit` does for one. A statement of its own: it sees
 * visits that were committed before the devices were locked.
 */
const visitText = `
  WITH "stored" AS (
    SELECT s.*, e."userId", ch."channelId", ca."campaignId"
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[])
      s ("workspaceId", "id", "deviceId", "websiteId", "time", "channel", "campaign", "source", "visitId")
    CROSS JOIN LATERAL (
      SELECT e."userId" FROM "Event" e WHERE e."workspaceId" = s."workspaceId" AND e."id" = s."id" LIMIT 1) e
    CROSS JOIN LATERAL (${channelSql}) ch
    LEFT JOIN LATERAL (${campaignSql}) ca ON true
  ), "extended" AS (
    UPDATE "Visit" v
    SET "startedAt" = LEAST(v."startedAt", s."time"), "lastSeenAt" = GREATEST(v."lastSeenAt", s."time")
    FROM (
      SELECT s."workspaceId", s."id", s."time", w."extendedId" FROM "stored" s
      CROSS JOIN LATERAL (
        SELECT w."id" AS "extendedId" FROM "Visit" w
        WHERE w."workspaceId" = s."workspaceId" AND w."deviceId" = s."deviceId" AND w."websiteId" = s."websiteId"
          AND w."userId" IS NOT DISTINCT FROM s."userId" AND w."startedAt" <= s."time" + interval '30 minutes'
          AND w."lastSeenAt" >= s."time" - interval '30 minutes' AND (s."source" = '' OR w."source" = s."source")
        ORDER BY w."startedAt" <= s."time" DESC, w."startedAt" DESC LIMIT 1) w) s
    WHERE v."workspaceId" = s."workspaceId" AND v."id" = s."extendedId" RETURNING s."id"
  )
  INSERT INTO "Visit" ("workspaceId", "id", "deviceId", "websiteId", "userId", "startedAt", "lastSeenAt", "source", "channelId", "campaignId")
  SELECT "workspaceId", "visitId", "deviceId", "websiteId", "userId", "time", "time", "source", "channelId", "campaignId"
  FROM "stored" WHERE "id" NOT IN (SELECT "id" FROM "extended")`;

/**
 * Computes the first and the last channel and campaign of users whose activity began a visit or moved its start, as
 * `updateAttribution` does for one.
 */
const attributionText = `
  WITH "changed" AS (
    SELECT DISTINCT s."workspaceId", e."userId"
    FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) s ("workspaceId", "id", "deviceId", "time")
    CROSS JOIN LATERAL (
      SELECT e."userId" FROM "Event" e WHERE e."workspaceId" = s."workspaceId" AND e."id" = s."id" LIMIT 1) e
    WHERE e."userId" IS NOT NULL AND (
      SELECT true FROM "Visit" v
      WHERE v."workspaceId" = s."workspaceId" AND v."deviceId" = s."deviceId" AND v."startedAt" = s."time" LIMIT 1) IS NOT NULL
  ), "touch" AS (
    SELECT c."workspaceId", c."userId", ARRAY[f."channel", f."campaign", l."channel", l."campaign"] AS "values"
    FROM "changed" c
    CROSS JOIN LATERAL (${toTouchSql("ASC")}) f
    CROSS JOIN LATERAL (${toTouchSql("DESC")}) l
  ), "computed" AS (
    SELECT t."workspaceId", t."userId", array_agg(a."name") AS "names",
           jsonb_object_agg(a."name", a."value") FILTER (WHERE a."value" IS NOT NULL) AS "values"
    FROM "touch" t
    CROSS JOIN LATERAL unnest($5::text[], t."values") a ("name", "value")
    CROSS JOIN LATERAL (
      SELECT FROM "Property" p
      WHERE p."workspaceId" = t."workspaceId" AND p."kind" = 'user' AND p."name" = a."name" AND p."isComputed" LIMIT 1) p
    GROUP BY 1, 2
  )
  UPDATE "User" u
  SET "properties" = (u."properties" - c."names") || coalesce(c."values", '{}'), "updatedAt" = clock_timestamp()
  FROM "computed" c
  WHERE u."workspaceId" = c."workspaceId" AND u."id" = c."userId"
    AND u."properties" <> (u."properties" - c."names") || coalesce(c."values", '{}')`;

function toTouchSql(order: "ASC" | "DESC"): string {
  return `
    SELECT ch."name" AS "channel", ca."name" AS "campaign"
    FROM (
      SELECT * FROM "Visit" v WHERE v."workspaceId" = c."workspaceId" AND v."userId" = c."userId"
      ORDER BY v."startedAt" ${order}, v."id" ${order} LIMIT 1) v
    JOIN "Channel" ch ON ch."workspaceId" = v."workspaceId" AND ch."id" = v."channelId"
    LEFT JOIN "Campaign" ca ON ca."workspaceId" = v."workspaceId" AND ca."id" = v."campaignId"`;
}
