import "server-only";
import type { PoolClient } from "pg";
import { type ActivityMessage, toActivityEvent, toActivityTime } from "@/lib/collector/activity";
import type { TrackedWebsite } from "@/lib/collector/queries";
import {
  builtInDefinitionQuota,
  campaignQuota,
  limitNewContacts,
  visitorDefinitionQuota,
} from "@/lib/collector/quotas";
import type { Message, MessageOf } from "@/lib/collector/schema";
import { ensureContacts } from "@/lib/contacts/identities/mutations";
import { lockContacts } from "@/lib/contacts/identities/queries";
import { addUsers } from "@/lib/contacts/memberships/mutations";
import { saveContact } from "@/lib/contacts/mutations";
import { validateProperties } from "@/lib/contacts/properties/mutations";
import { toAccountIdentity } from "@/lib/contacts/schema/account";
import { toUserIdentity, type UserIdentification } from "@/lib/contacts/schema/user";
import { contactTables } from "@/lib/contacts/tables";
import { isDataError } from "@/lib/db/errors";
import { pool } from "@/lib/db/pool";
import { isRetryable, transact } from "@/lib/db/transact";
import { linkDevice, recordDeviceActivity } from "@/lib/devices/mutations";
import { type DeviceUser, findDeviceOwner } from "@/lib/devices/queries";
import { AppError } from "@/lib/errors";
import { defineEvent } from "@/lib/events/mutations";
import { createId } from "@/lib/ids";
import { logger } from "@/lib/logger";
import {
  ensureAttributionProperties,
  ensureCampaign,
  ensureChannel,
  recordVisit,
  updateAttribution,
} from "@/lib/visits/mutations";
import { toGroupedActivity } from "@/lib/visits/shared/mutations";
import { getSource } from "@/lib/visits/source";
import type { GroupedWrite } from "@/lib/writes/grouped-write";

/** Stores a message before it returns. Idempotent. Rejects a message that the database can never store. */
export async function storeMessage(
  website: TrackedWebsite,
  message: Message,
  client: string,
  requestId: string,
): Promise<void> {
  try {
    await storeByType(website, message, client);
  } catch (error) {
    // The tracker sends a message again after a transient error.
    if (!isDataError(error) || isRetryable(error)) throw error;
    logger.error(
      { err: error, requestId, websiteId: website.id },
      "The database rejected a website's message.",
    );
    throw new AppError("bad_request", "The message cannot be stored. Correct its values.");
  }
}

async function storeByType(website: TrackedWebsite, message: Message, client: string): Promise<void> {
  if (message.type === "identify") await identifyDevice(website, message, client);
  else if (message.type === "account") await saveAccount(website, message, client);
  else await storeActivity(website, message, client);
}

/** The message as a write that shares a transaction with others; undefined for one that creates or changes contacts. */
export function toSharedMessage(website: TrackedWebsite, message: Message): GroupedWrite | undefined {
  if (message.type === "identify" || message.type === "account") return undefined;
  if ("accountId" in message && message.accountId !== undefined) return undefined;
  const {
    channel,
    campaign = "",
    key,
  } = getSource("page" in message ? message.page : undefined, website.domain);
  return toGroupedActivity({
    ...toActivityEvent(message),
    workspaceId: website.workspaceId,
    websiteId: website.id,
    deviceId: message.deviceId,
    messageId: message.id,
    time: toActivityTime(message),
    sourceKey: key,
    channel,
    campaign,
  });
}

/** An activity with everything that can be read before a lock is taken. */
type Activity = {
  messageId: string;
  deviceId: string;
  name: string;
  metadata: ReadonlyMap<string, unknown>;
  accountId: string | undefined;
  time: Date;
  sourceKey: string;
  channelId: string;
  campaignId: string | undefined;
};

async function storeActivity(
  website: TrackedWebsite,
  message: ActivityMessage,
  client: string,
): Promise<void> {
  const { workspaceId } = website;
  const quota = visitorDefinitionQuota(website.id, client);
  const accountId = "accountId" in message ? message.accountId : undefined;
  const { channel, campaign, key } = getSource("page" in message ? message.page : undefined, website.domain);
  const event = toActivityEvent(message);
  await defineEvent(workspaceId, event.name, message.type === "event" ? quota : builtInDefinitionQuota);
  if (accountId !== undefined) await limitNewContacts(website, client, toAccountIdentity({ accountId }));
  await ensureAttributionProperties(workspaceId);
  const activity: Activity = {
    ...event,
    messageId: message.id,
    deviceId: message.deviceId,
    accountId,
    time: toActivityTime(message),
    sourceKey: key,
    channelId: await ensureChannel(workspaceId, channel),
    campaignId: campaign && (await ensureCampaign(workspaceId, campaign, campaignQuota(quota))),
  };
  // The owner must be locked before the device, and may change until then: try again with the new owner.
  let stored = false;
  while (!stored) {
    const owner = await findDeviceOwner(workspaceId, message.deviceId);
    stored = await transact((client) => storeForOwner(client, website, activity, owner));
  }
}

/** Returns false and stores nothing if another transaction has changed the device's owner. */
async function storeForOwner(
  client: PoolClient,
  website: TrackedWebsite,
  activity: Activity,
  owner: DeviceUser | undefined,
): Promise<boolean> {
  const { workspaceId } = website;
  const account =
    activity.accountId === undefined ? [] : [toAccountIdentity({ accountId: activity.accountId })];
  await lockContacts(client, workspaceId, [
    ...(owner ? [toUserIdentity(owner.identification)] : []),
    ...account,
  ]);
  if (!(await recordDeviceActivity(client, workspaceId, activity.deviceId, owner?.id, activity.time)))
    return false;
  const [accountId] = await ensureContacts(client, workspaceId, account, activity.time);
  const contacts = { user: owner?.id, account: accountId };
  if (!(await insertEvent(client, website, activity, contacts))) return true;
  await updateSeenTimes(client, website, activity.time, contacts);
  await recordVisit(client, workspaceId, { ...activity, websiteId: website.id, userId: owner?.id });
  if (owner) await updateAttribution(client, workspaceId, owner.id);
  return true;
}

type Contacts = { user: string | undefined; account: string | undefined };

/** False if the event is stored already. */
async function insertEvent(
  client: PoolClient,
  { workspaceId, id: websiteId }: TrackedWebsite,
  { messageId, deviceId, name, time, metadata }: Activity,
  { user, account }: Contacts,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: "insert-collected-event",
    text: `
      INSERT INTO "Event" ("workspaceId", "id", "definitionId", "userId", "accountId", "deviceId", "websiteId",
                           "messageId", "triggeredAt", "metadata")
      SELECT $1, $2, "id", $4, $5, $6, $7, $8, $9, $10::jsonb
      FROM "EventDefinition" WHERE "workspaceId" = $1 AND "name" = $3
      ON CONFLICT ("workspaceId", "deviceId", "messageId") DO NOTHING`,
    values: [
      ...[workspaceId, createId(), name, user, account, deviceId, websiteId, messageId, time],
      JSON.stringify(Object.fromEntries(metadata)),
    ],
  });
  return rowCount === 1;
}

async function updateSeenTimes(
  client: PoolClient,
  { workspaceId }: TrackedWebsite,
  time: Date,
  contacts: Contacts,
): Promise<void> {
  for (const kind of ["user", "account"] as const) {
    if (contacts[kind] === undefined) continue;
    await client.query({
      name: `update-seen-times-${kind}`,
      text: `
        UPDATE ${contactTables[kind].table.sql}
        SET "firstSeenAt" = LEAST("firstSeenAt", $3), "lastSeenAt" = GREATEST("lastSeenAt", $3)
        WHERE "workspaceId" = $1 AND "id" = $2`,
      values: [workspaceId, contacts[kind], time],
    });
  }
}

async function identifyDevice(
  website: TrackedWebsite,
  message: MessageOf<"identify">,
  client: string,
): Promise<void> {
  const { workspaceId } = website;
  await limitNewContacts(website, client, toUserIdentity(message));
  const change = await validateProperties(
    workspaceId,
    "user",
    message.properties ?? new Map(),
    visitorDefinitionQuota(website.id, client),
  );
  await transact(async (connection) => {
    const user = await toVerifiedIdentification(connection, website, message);
    await linkDevice(workspaceId, message.deviceId, user);
    await saveContact(workspaceId, toUserIdentity(user), change);
  });
}

/**
 * The identification that the message may use. Its verification covers the user id only: on a website that verifies
 * identities, the email counts only if no other user has it.
 */
async function toVerifiedIdentification(
  client: PoolClient,
  { workspaceId, verifiesIdentities }: TrackedWebsite,
  { userId, email }: MessageOf<"identify">,
): Promise<UserIdentification> {
  if (!verifiesIdentities || userId === undefined || email === undefined) return { userId, email };
  const contacts = await lockContacts(client, workspaceId, [toUserIdentity({ userId, email })]);
  const isTaken = contacts.some((contact) => contact.alias === email && contact.externalId !== userId);
  return isTaken ? { userId } : { userId, email };
}

/** Saves the account, and adds the device's user to it. */
async function saveAccount(
  website: TrackedWebsite,
  { deviceId, accountId, properties = new Map() }: MessageOf<"account">,
  client: string,
): Promise<void> {
  const { workspaceId } = website;
  await limitNewContacts(website, client, toAccountIdentity({ accountId }));
  const quota = visitorDefinitionQuota(website.id, client);
  const change = await validateProperties(workspaceId, "account", properties, quota);
  await transact(async () => {
    const owner = await findDeviceOwner(workspaceId, deviceId);
    if (owner)
      await addUsers(workspaceId, {
        account: { accountId },
        users: [{ identification: owner.identification }],
      });
    await saveContact(workspaceId, toAccountIdentity({ accountId }), change);
  });
}

/** What a website received since the last flush. */
export type WebsiteCounts = {
  workspaceId: string;
  id: string;
  lastSeenAt: Date | null;
  foreignCount: number;
  unverifiedCount: number;
  botCount: number;
};

export async function addWebsiteCounts(counts: readonly WebsiteCounts[]): Promise<void> {
  await pool.query({
    name: "add-website-counts",
    text: `
      UPDATE "Website" w
      SET "lastSeenAt" = GREATEST(w."lastSeenAt", t."lastSeenAt"),
          "foreignCount" = w."foreignCount" + t."foreignCount",
          "unverifiedCount" = w."unverifiedCount" + t."unverifiedCount",
          "botCount" = w."botCount" + t."botCount"
      FROM json_to_recordset($1::json) AS t("workspaceId" text, "id" text, "lastSeenAt" timestamptz,
                                            "foreignCount" int, "unverifiedCount" int, "botCount" int)
      WHERE w."workspaceId" = t."workspaceId" AND w."id" = t."id"`,
    values: [JSON.stringify(counts)],
  });
}
