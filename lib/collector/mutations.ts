import "server-only";
import type { PoolClient } from "pg";
import { ensureCampaign } from "@/lib/campaigns/mutations";
import { ensureChannel } from "@/lib/channels/mutations";
import type { TrackedWebsite } from "@/lib/collector/queries";
import {
  builtInDefinitionQuota,
  campaignQuota,
  limitNewContacts,
  websiteDefinitionQuota,
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
import { linkDevice, seeDevice } from "@/lib/devices/mutations";
import { type DeviceOwner, findDeviceOwner } from "@/lib/devices/queries";
import { AppError } from "@/lib/errors";
import { defineEvent } from "@/lib/events/mutations";
import { createId } from "@/lib/ids";
import { logger } from "@/lib/logger";
import { second } from "@/lib/time";
import { computeTouches, defineTouches, recordSighting } from "@/lib/visits/mutations";
import { readParameters, readSource } from "@/lib/visits/source";

/**
 * Stores what a page sent. Once it has returned, it is stored; and storing it again changes nothing. What the database
 * can never take is refused for good.
 */
export async function storeMessage(website: TrackedWebsite, message: Message, client: string): Promise<void> {
  try {
    await storeByType(website, message, client);
  } catch (error) {
    // Whoever only met somebody else may come again.
    if (!isDataError(error) || isRetryable(error)) throw error;
    logger.error({ err: error, websiteId: website.id }, "The database refused a message of a website.");
    throw new AppError("bad_request", "The message holds something that cannot be stored.");
  }
}

async function storeByType(website: TrackedWebsite, message: Message, client: string): Promise<void> {
  if (message.type === "identify") await identifyDevice(website, message, client);
  else if (message.type === "account") await nameAccount(website, message, client);
  else await storeActivity(website, message, client);
}

type ActivityMessage = MessageOf<"pageview" | "screen" | "event">;

/** Something that happened on a browser, with all that it needs and that needs no lock. */
type Activity = {
  messageId: string;
  deviceId: string;
  name: string;
  metadata: ReadonlyMap<string, unknown>;
  accountId: string | undefined;
  time: Date;
  mark: string;
  channelId: string;
  campaignId: string | undefined;
};

async function storeActivity(
  website: TrackedWebsite,
  message: ActivityMessage,
  client: string,
): Promise<void> {
  const { workspaceId } = website;
  const quota = websiteDefinitionQuota(website, client);
  const accountId = "accountId" in message ? message.accountId : undefined;
  const { channel, campaign, mark } = readSource(
    "page" in message ? message.page : undefined,
    website.domain,
  );
  const described = describeActivity(message);
  await defineEvent(workspaceId, described.name, message.type === "event" ? quota : builtInDefinitionQuota);
  if (accountId !== undefined) await limitNewContacts(website, client, toAccountIdentity({ accountId }));
  await defineTouches(workspaceId);
  const activity: Activity = {
    ...described,
    messageId: message.id,
    deviceId: message.deviceId,
    accountId,
    time: getIdTime(message),
    mark,
    channelId: await ensureChannel(workspaceId, channel),
    campaignId: campaign && (await ensureCampaign(workspaceId, campaign, campaignQuota(quota))),
  };
  // Whose browser it is has to be known before it is locked, and may be somebody else's by then.
  let stored = false;
  while (!stored) {
    const owner = await findDeviceOwner(workspaceId, message.deviceId);
    stored = await transact((client) => storeOnce(client, website, activity, owner));
  }
}

/** How wrong a clock may be and still be believed, what the message took on its way included. */
const toleratedSkew = 5 * second;

/**
 * When it happened. A clock that is about right is believed, which keeps in order what was sent at different speeds;
 * of one that is not, only what it says of the time between.
 */
function getIdTime({ sentAt, age }: ActivityMessage): Date {
  const now = Date.now();
  const isRight = sentAt !== undefined && Math.abs(now - sentAt) <= toleratedSkew;
  return new Date(isRight ? Math.min(now, sentAt - age) : now - age);
}

/** The event that stands on the timeline. */
function describeActivity(message: ActivityMessage): Pick<Activity, "name" | "metadata"> {
  if (message.type === "event") return { name: message.name, metadata: message.metadata ?? new Map() };
  const { url, title, referrer, parameters } = message.page;
  const page = { url, title, referrer, ...Object.fromEntries(readParameters(parameters)) };
  const told = message.type === "screen" ? { name: message.name, ...page } : page;
  return {
    name: message.type === "screen" ? "screen viewed" : "page viewed",
    metadata: new Map(Object.entries(told).filter(([, value]) => value !== undefined && value !== "")),
  };
}

/** False, and nothing is stored, where the browser is not this owner's any more. */
async function storeOnce(
  client: PoolClient,
  website: TrackedWebsite,
  activity: Activity,
  owner: DeviceOwner | undefined,
): Promise<boolean> {
  const { workspaceId } = website;
  const account =
    activity.accountId === undefined ? [] : [toAccountIdentity({ accountId: activity.accountId })];
  await lockContacts(client, workspaceId, [
    ...(owner ? [toUserIdentity(owner.identification)] : []),
    ...account,
  ]);
  if (!(await seeDevice(client, workspaceId, activity.deviceId, owner?.id, activity.time))) return false;
  const [accountId] = await ensureContacts(client, workspaceId, account, activity.time);
  const contacts = { user: owner?.id, account: accountId };
  if (!(await insertEvent(client, website, activity, contacts))) return true;
  await seeContacts(client, website, activity.time, contacts);
  const sighting = { ...activity, websiteId: website.id, userId: owner?.id };
  await recordSighting(client, workspaceId, sighting);
  if (owner) await computeTouches(client, workspaceId, owner.id);
  return true;
}

type Contacts = { user: string | undefined; account: string | undefined };

/** False where it is there already. */
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

async function seeContacts(
  client: PoolClient,
  { workspaceId }: TrackedWebsite,
  time: Date,
  contacts: Contacts,
): Promise<void> {
  for (const kind of ["user", "account"] as const) {
    if (contacts[kind] === undefined) continue;
    await client.query({
      name: `see-${kind}`,
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
    websiteDefinitionQuota(website, client),
  );
  await transact(async (connection) => {
    const user = await provenIdentification(connection, website, message);
    await linkDevice(workspaceId, message.deviceId, user);
    await saveContact(workspaceId, toUserIdentity(user), change);
  });
}

/**
 * Whom the message may mean. A proof is of the user's id alone: where proofs are wanted, an email that comes beside
 * it is taken only if nobody else has it.
 */
async function provenIdentification(
  client: PoolClient,
  { workspaceId, verifiesIdentities }: TrackedWebsite,
  { userId, email }: MessageOf<"identify">,
): Promise<UserIdentification> {
  if (!verifiesIdentities || userId === undefined || email === undefined) return { userId, email };
  const contacts = await lockContacts(client, workspaceId, [toUserIdentity({ userId, email })]);
  const isTaken = contacts.some((contact) => contact.alias === email && contact.externalId !== userId);
  return isTaken ? { userId } : { userId, email };
}

/** Saves the account, and makes whoever is known to use the browser a member of it. */
async function nameAccount(
  website: TrackedWebsite,
  { deviceId, accountId, properties = new Map() }: MessageOf<"account">,
  client: string,
): Promise<void> {
  const { workspaceId } = website;
  await limitNewContacts(website, client, toAccountIdentity({ accountId }));
  const quota = websiteDefinitionQuota(website, client);
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

/** What was sent to a website since it was last counted. */
export type Tally = {
  workspaceId: string;
  id: string;
  lastSeenAt: Date | null;
  foreignCount: number;
  unverifiedCount: number;
  botCount: number;
};

export async function addToWebsites(tallies: readonly Tally[]): Promise<void> {
  await pool.query({
    name: "add-to-websites",
    text: `
      UPDATE "Website" w
      SET "lastSeenAt" = GREATEST(w."lastSeenAt", t."lastSeenAt"),
          "foreignCount" = w."foreignCount" + t."foreignCount",
          "unverifiedCount" = w."unverifiedCount" + t."unverifiedCount",
          "botCount" = w."botCount" + t."botCount"
      FROM json_to_recordset($1::json) AS t("workspaceId" text, "id" text, "lastSeenAt" timestamptz,
                                            "foreignCount" int, "unverifiedCount" int, "botCount" int)
      WHERE w."workspaceId" = t."workspaceId" AND w."id" = t."id"`,
    values: [JSON.stringify(tallies)],
  });
}
