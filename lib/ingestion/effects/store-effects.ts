import "server-only";
import type { PoolClient } from "pg";
import { toAccountIdentity } from "@/lib/contacts/schema/account";
import type { Identity } from "@/lib/contacts/schema/contact";
import { toUserIdentity } from "@/lib/contacts/schema/user";
import { toTextArray } from "@/lib/db/binary-arrays";
import { EffectWriter } from "@/lib/ingestion/effects/apply";
import { Identities } from "@/lib/ingestion/effects/identities";
import type { MessageResult } from "@/lib/ingestion/effects/message-result";
import { PendingWrites } from "@/lib/ingestion/effects/pending-writes";
import type { PreparedMessage } from "@/lib/ingestion/effects/prepared-message";
import type { Effect } from "@/lib/ingestion/message";
import type { MessageSource } from "@/lib/ingestion/message-source";

type EffectMessage = Extract<PreparedMessage, { prepared: object }>;

/** Stores the effects of messages that are not stored yet, in their order. Returns the result of each message. */
export async function storeEffects(
  client: PoolClient,
  source: MessageSource,
  messages: readonly PreparedMessage[],
): Promise<MessageResult[]> {
  const withEffect = messages.filter((each): each is EffectMessage => each.prepared !== undefined);
  const unseen = await insertAcceptedMessages(client, source, withEffect);
  const storing = new Set<PreparedMessage>();
  for (const each of withEffect) if (unseen.delete(each.message.messageId)) storing.add(each);

  const writes = new PendingWrites(client, source.workspaceId);
  const effects = withEffect.filter((each) => storing.has(each)).map(({ prepared }) => prepared.effect);
  const identities = await Identities.lock(client, source.workspaceId, writes, {
    identities: effects.flatMap(listIdentities),
    deviceIds: [...new Set(effects.flatMap(listDevices))],
  });
  const writer = new EffectWriter(source, identities, writes);
  const results: MessageResult[] = [];
  const rejected: string[] = [];
  for (const each of messages) {
    const result = toResult(each);
    results.push(result);
    if (!each.prepared || !storing.has(each)) continue;
    const { warnings, rejection = null } = await writer.apply(each.prepared);
    result.outcome = rejection ? "rejected" : "accepted";
    result.reason = rejection;
    result.warnings = [...each.warnings, ...warnings];
    if (rejection) rejected.push(result.messageId);
  }
  await identities.flush();
  if (rejected.length > 0) await deleteAcceptedMessages(client, source, rejected);
  return results;
}

function toResult({
  message,
  warnings,
  outcome = "duplicate",
  reason = null,
}: PreparedMessage): MessageResult {
  return { index: message.index, messageId: message.messageId, outcome, reason, warnings };
}

/** Returns the ids of the messages that no transaction has stored. A concurrent one with the same messages comes first or waits. */
async function insertAcceptedMessages(
  client: PoolClient,
  { workspaceId, id }: MessageSource,
  messages: readonly EffectMessage[],
): Promise<Set<string>> {
  if (messages.length === 0) return new Set();
  const { rows } = await client.query<{ messageId: string }>({
    name: "insert-accepted-messages",
    // In one order, so that transactions cannot deadlock.
    text: `
      INSERT INTO "AcceptedMessage" ("workspaceId", "sourceId", "messageId")
      SELECT $1, $2, "messageId" FROM unnest($3::text[]) s ("messageId") ORDER BY "messageId"
      ON CONFLICT DO NOTHING RETURNING "messageId"`,
    values: [workspaceId, id, toTextArray(messages.map(({ message }) => message.messageId))],
  });
  return new Set(rows.map(({ messageId }) => messageId));
}

/** A rejected message is not a duplicate when it is sent again. */
async function deleteAcceptedMessages(
  client: PoolClient,
  { workspaceId, id }: MessageSource,
  messageIds: readonly string[],
): Promise<void> {
  await client.query({
    name: "delete-accepted-messages",
    text: `
      DELETE FROM "AcceptedMessage" WHERE "workspaceId" = $1 AND "sourceId" = $2 AND "messageId" = ANY($3::text[])`,
    values: [workspaceId, id, messageIds],
  });
}

/** The contacts that the effect may change, without the users of devices. */
function listIdentities(effect: Effect): Identity[] {
  if (effect.type === "none") return [];
  if (effect.type === "alias")
    return [effect.previousId, effect.userId].map((userId) => toUserIdentity({ userId }));
  const account = "account" in effect ? effect.account : undefined;
  return [
    ...(effect.user ? [toUserIdentity(effect.user)] : []),
    ...(account ? [toAccountIdentity(account)] : []),
  ];
}

function listDevices(effect: Effect): string[] {
  if (effect.type === "none") return [];
  if (effect.type === "alias") return [effect.previousId];
  return effect.deviceId === undefined ? [] : [effect.deviceId];
}
