import "server-only";
import { isKnownContact } from "@/lib/collector/queries";
import { takeNewContact, visitorDefinitionQuota } from "@/lib/collector/quotas";
import { applyDefinitions, type PropertyDefinition } from "@/lib/contacts/properties/mutations";
import { toAccountIdentity } from "@/lib/contacts/schema/account";
import type { Identity } from "@/lib/contacts/schema/contact";
import { toUserIdentity } from "@/lib/contacts/schema/user";
import { lookups } from "@/lib/db/lookups";
import { apiDefinitionQuota, type DefinitionQuota } from "@/lib/definitions/quota";
import { DefinitionFinder } from "@/lib/ingestion/effects/definitions";
import type { PreparedMessage } from "@/lib/ingestion/effects/prepared-message";
import type { Effect, ReadMessage } from "@/lib/ingestion/message";
import type { MessageSource } from "@/lib/ingestion/message-source";
import type { MessageWarning, RejectionReason } from "@/lib/ingestion/outcomes";

type EffectMessage = ReadMessage & { effect: Effect };

/**
 * Creates the definitions that the effects of messages need, before contacts are locked: see `lockContacts`. The messages
 * of a browser have quotas of their own.
 */
export async function prepareMessages(
  source: MessageSource,
  messages: readonly ReadMessage[],
  client: string,
): Promise<PreparedMessage[]> {
  const withEffect = messages.filter((message): message is EffectMessage => message.effect !== undefined);
  const definitions = new DefinitionFinder(source, getQuota(source, client));
  const [newContacts] = await Promise.all([
    source.type === "browser" ? findNewContacts(source, withEffect) : [],
    definitions.read(withEffect.map(({ effect }) => effect)),
  ]);
  const hasUnknown = newContacts.length > 0 || definitions.hasUnknown;
  // A repeated message neither defines a name again nor takes from a budget.
  const accepted = hasUnknown ? await findAcceptedMessages(source, withEffect) : new Set<string>();
  const fresh = withEffect.filter(({ messageId }) => !accepted.has(messageId));
  const limited = await takeContacts(source, newContacts, new Set(fresh), client);
  const storable = fresh.filter((message) => !limited.has(message));
  await definitions.define(storable.map(({ effect }) => effect));
  const prepared: PreparedMessage[] = [];
  for (const message of messages) {
    const { warnings, rejection, exclusion } = message;
    if (rejection) prepared.push(reject(message, rejection));
    else if (exclusion) prepared.push({ message, warnings, outcome: "excluded", reason: exclusion });
    else if (accepted.has(message.messageId))
      prepared.push({ message, warnings, outcome: "duplicate", reason: null });
    else if (limited.has(message)) prepared.push(reject(message, "too_many_contacts"));
    else prepared.push(await prepare(definitions, message));
  }
  return prepared;
}

function getQuota({ type, id }: MessageSource, client: string): DefinitionQuota {
  return type === "browser" ? visitorDefinitionQuota(id, client) : apiDefinitionQuota;
}

async function prepare(definitions: DefinitionFinder, message: EffectMessage): Promise<PreparedMessage> {
  const { effect } = message;
  if (effect.type === "activity") {
    const definitionId = definitions.findEvent(effect.name);
    if (definitionId === undefined) return reject(message, "too_many_events");
    const visit = await definitions.findVisit(effect);
    return { message, warnings: message.warnings, prepared: { effect, definitionId, visit } };
  }
  if (effect.type !== "user" && effect.type !== "account")
    return { message, warnings: message.warnings, prepared: { effect } };
  const known = definitions.getProperties(effect.type);
  const change = applyDefinitions(effect.type, effect.traits, known, definitions.quota);
  const warnings = [...message.warnings, ...toWarnings(change.rejected.keys(), known)];
  return { message, warnings, prepared: { effect, change } };
}

function reject(message: ReadMessage, reason: RejectionReason): PreparedMessage {
  return { message, warnings: message.warnings, outcome: "rejected", reason };
}

function toWarnings(
  rejected: Iterable<string>,
  known: ReadonlyMap<string, PropertyDefinition>,
): Set<MessageWarning> {
  return new Set([...rejected].map((name) => (known.has(name) ? "rejected_values" : "too_many_definitions")));
}

async function findAcceptedMessages(
  { workspaceId, id }: MessageSource,
  messages: readonly ReadMessage[],
): Promise<Set<string>> {
  const rows = await lookups.query<{ messageId: string }>({
    name: "find-accepted-messages",
    text: `
      SELECT "messageId" FROM "AcceptedMessage"
      WHERE "workspaceId" = $1 AND "sourceId" = $2 AND "messageId" = ANY($3::text[])`,
    values: [workspaceId, id, messages.map(({ messageId }) => messageId)],
  });
  return new Set(rows.map(({ messageId }) => messageId));
}

type NewContact = { identity: Identity; message: EffectMessage };

/** The contacts that messages would create. Users of a connector that verifies identities are proven: they have no limit. */
async function findNewContacts(
  { workspaceId, verifiesIdentities }: MessageSource,
  messages: readonly EffectMessage[],
): Promise<NewContact[]> {
  const named = messages.flatMap((message) =>
    listIdentities(message.effect)
      .filter(({ kind }) => !(verifiesIdentities && kind === "user"))
      .map((identity) => ({ identity, message })),
  );
  const areKnown = await Promise.all(named.map(({ identity }) => isKnownContact(workspaceId, identity)));
  return named.filter((_, index) => !areKnown[index]);
}

function listIdentities(effect: Effect): Identity[] {
  if (effect.type === "alias") return [toUserIdentity({ userId: effect.userId })];
  if (effect.type === "none") return [];
  const account = "account" in effect ? effect.account : undefined;
  return [
    ...(effect.user ? [toUserIdentity(effect.user)] : []),
    ...(account ? [toAccountIdentity(account)] : []),
  ];
}

/** Takes each new contact once from the client's hourly budget. Returns the messages for which none is left. */
async function takeContacts(
  { id }: MessageSource,
  newContacts: readonly NewContact[],
  fresh: ReadonlySet<ReadMessage>,
  client: string,
): Promise<Set<ReadMessage>> {
  const limited = new Set<ReadMessage>();
  const decisions = new Map<string, boolean>();
  for (const { identity, message } of newContacts) {
    if (!fresh.has(message)) continue;
    const { kind, externalId, alias } = identity;
    const name = externalId === undefined ? `${kind} alias ${alias}` : `${kind} id ${externalId}`;
    const isAllowed = decisions.get(name) ?? (await takeNewContact(id, client)).allowed;
    decisions.set(name, isAllowed);
    if (!isAllowed) limited.add(message);
  }
  return limited;
}
