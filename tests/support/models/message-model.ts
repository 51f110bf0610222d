import fc from "fast-check";
import { type Contact, ContactModel, see } from "./contact-model";

/** Messages of Segment's libraries, as far as the model knows them. */
export type Message =
  | { do: "identify"; user?: string; email?: string; device?: string; traits: Traits }
  | { do: "group"; group: string; domain?: string; user?: string; device?: string; traits: Traits }
  | { do: "track"; n: number; minute: number; user?: string; device?: string; group?: string }
  | { do: "alias"; previous: string; user: string };
type Traits = Record<string, string | null>;

/** The contacts of a workspace after messages of a server. */
export class MessageModel extends ContactModel {
  private readonly devices: Set<string>;

  constructor(devices: readonly string[]) {
    super(devices);
    this.devices = new Set(devices);
  }

  applyMessage(message: Message): void {
    if (message.do === "identify") this.identify(message);
    else if (message.do === "group") this.group(message);
    else if (message.do === "track") this.trackMessage(message);
    else this.alias(message);
  }

  private identify({ user: id, email: alias, device, traits }: Message & { do: "identify" }): void {
    const identity = { ...(id !== undefined && { id }), ...(alias !== undefined && { alias }) };
    this.upsert({ do: "upsert", kind: "user", identity, properties: traits });
    if (device === undefined) return;
    this.devices.add(device);
    this.link({ do: "link", device, user: identity });
  }

  private group({ group: id, domain: alias, user, device, traits }: Message & { do: "group" }): void {
    const account = { id, ...(alias !== undefined && { alias }) };
    const owner = device === undefined ? undefined : this.owners.get(device);
    const member = user === undefined ? owner && toIdentity(owner) : { id: user };
    this.add({ do: "add", account, users: member ? [member] : [] });
    this.upsert({ do: "upsert", kind: "account", identity: account, properties: traits });
  }

  private trackMessage({ n, minute, user: id, device, group }: Message & { do: "track" }): void {
    const owner = device === undefined ? undefined : this.owners.get(device);
    const user = id === undefined ? owner : this.ensure("user", { id }, minute);
    const account = group === undefined ? undefined : this.ensure("account", { id: group }, minute);
    for (const contact of [user, account]) if (contact) see(contact, minute);
    if (device !== undefined) this.devices.add(device);
    this.events.push({
      ...{ n, minute },
      ...(user && { user }),
      ...(account && { account }),
      ...(device !== undefined && { device }),
    });
  }

  private alias({ previous, user: id }: Message & { do: "alias" }): void {
    if (previous === id) return;
    if (this.devices.has(previous)) {
      this.link({ do: "link", device: previous, user: { id } });
      return;
    }
    const [from, into] = [this.findUser(previous), this.findUser(id)];
    if (from && !into) from.id = id;
    if (!from || !into) return;
    const { alias } = from;
    this.merge("user", from, into);
    if (into.alias === undefined && alias !== undefined) into.alias = alias;
  }

  private findUser(id: string): Contact | undefined {
    return this.contacts.user.find((user) => user.id === id);
  }
}

function toIdentity({ id, alias }: Contact) {
  return { ...(id !== undefined && { id }), ...(id === undefined && alias !== undefined && { alias }) };
}

const dayZero = Date.UTC(2026, 0, 1);

/** The message as a library sends it. */
export function toSentMessage(message: Message, messageId: string): object {
  const ids = {
    userId: message.user ?? null,
    anonymousId: ("device" in message && message.device) || null,
    messageId,
  };
  switch (message.do) {
    case "identify":
      return { type: "identify", ...ids, traits: { email: message.email, ...message.traits } };
    case "group":
      return {
        ...{ type: "group", ...ids, groupId: message.group },
        traits: { domain: message.domain, ...message.traits },
      };
    case "track":
      return {
        ...{ type: "track", ...ids, event: "e", properties: { n: message.n } },
        timestamp: new Date(dayZero + message.minute * 60_000),
        context: { groupId: message.group },
      };
    default:
      return { type: "alias", messageId, previousId: message.previous, userId: message.user };
  }
}

/** Any message. Few names, so that many messages name the same contacts. */
export function anyMessage(devices: readonly string[]): fc.Arbitrary<Message> {
  const user = fc.constantFrom("1", "2", "3");
  const device = fc.constantFrom(...devices, "device-3");
  const group = fc.constantFrom("a", "b");
  const traits = fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom("x", "y", null), { maxKeys: 2 });
  const email = fc.constantFrom("kim@example.com", "lee@example.com");
  const identify = fc
    .record(
      { do: fc.constant("identify" as const), user, email, device, traits },
      { requiredKeys: ["do", "traits"] },
    )
    .filter(
      (message) =>
        message.user !== undefined || (message.email !== undefined && message.device !== undefined),
    );
  const track = fc
    .record(
      {
        ...{ do: fc.constant("track" as const), n: fc.nat(), minute: fc.integer({ min: 0, max: 100 }) },
        ...{ user, device, group },
      },
      { requiredKeys: ["do", "n", "minute"] },
    )
    .filter((message) => [message.user, message.device, message.group].some((id) => id !== undefined));
  const groupMessage = fc.record(
    {
      ...{ do: fc.constant("group" as const), group, domain: fc.constantFrom("a.com", "b.com") },
      ...{ user, device, traits },
    },
    { requiredKeys: ["do", "group", "traits"] },
  );
  const alias = fc.record({ do: fc.constant("alias" as const), previous: fc.oneof(user, device), user });
  return fc.oneof(
    { weight: 3, arbitrary: identify as fc.Arbitrary<Message> },
    { weight: 5, arbitrary: track as fc.Arbitrary<Message> },
    { weight: 2, arbitrary: groupMessage as fc.Arbitrary<Message> },
    { weight: 1, arbitrary: alias },
  );
}
