export type Kind = "user" | "account";
export type Identity = { id?: string; alias?: string };
export type Write =
  | { do: "upsert"; kind: Kind; identity: Identity; properties: Record<string, string | null> }
  | { do: "delete"; kind: Kind; identity: Identity }
  | { do: "track"; n: number; minute: number; user?: Identity; account?: Identity }
  | { do: "add" | "remove"; account: Identity; users: Identity[] }
  | { do: "link"; device: string; user: Identity };

export type Contact = Identity & { properties: Record<string, string>; first: number; last: number };
type Event = { n: number; minute: number; user?: Contact; account?: Contact; device?: string };
type Member = { user: Contact; account: Contact; removed: boolean };

/** Later than every event. */
const now = Number.POSITIVE_INFINITY;

/** A simple model of the contacts of a workspace. Tests compare the database with it after the same writes. */
export class ContactModel {
  protected contacts: Record<Kind, Contact[]> = { user: [], account: [] };
  protected events: Event[];
  private members: Member[] = [];
  protected owners = new Map<string, Contact>();

  /** Each device starts with one anonymous event. */
  constructor(devices: readonly string[]) {
    this.events = devices.map((device, index) => ({ n: -index - 1, minute: 50, device }));
  }

  apply(write: Write): void {
    if (write.do === "upsert") this.upsert(write);
    else if (write.do === "track") this.track(write);
    else if (write.do === "delete")
      for (const contact of this.findTargets(write.kind, write.identity)) this.delete(write.kind, contact);
    else if (write.do === "link") this.link(write);
    else if (write.do === "add") this.add(write);
    else this.remove(write);
  }

  /** The state as `describeContacts` reads it from the database. */
  describe(): object {
    const toName = ({ id, alias }: Identity) => `${id ?? ""}/${alias ?? ""}`;
    const describeAll = (kind: Kind) =>
      this.contacts[kind]
        .map((contact) => ({
          name: toName(contact),
          properties: Object.entries(contact.properties).toSorted(),
          first: contact.first,
          last: contact.last,
        }))
        .toSorted(byText);
    return {
      users: describeAll("user"),
      accounts: describeAll("account"),
      members: this.members
        .map(({ user, account, removed }) => [toName(account), toName(user), removed])
        .toSorted(byText),
      events: this.events
        .map(({ n, user, account, device }) => [n, user && toName(user), account && toName(account), device])
        .map((event) => event.map((value) => value ?? null))
        .toSorted(byText),
      devices: [...this.owners].map(([device, user]) => [device, toName(user)]).toSorted(byText),
    };
  }

  protected ensure(kind: Kind, identity: Identity, minute = now): Contact {
    const { id, alias } = identity;
    const all = this.contacts[kind];
    const byAlias = all.find((contact) => alias !== undefined && contact.alias === alias);
    let contact = id === undefined ? byAlias : all.find((one) => one.id === id);
    if (!contact && byAlias && byAlias.id === undefined) contact = byAlias;
    if (!contact) {
      contact = { properties: {}, first: minute, last: minute };
      all.push(contact);
    }
    if (byAlias && byAlias !== contact) {
      if (byAlias.id === undefined) this.merge(kind, byAlias, contact);
      else delete byAlias.alias;
    }
    return Object.assign(contact, identity);
  }

  protected merge(kind: Kind, from: Contact, into: Contact): void {
    into.properties = { ...from.properties, ...into.properties };
    into.first = Math.min(from.first, into.first);
    into.last = Math.max(from.last, into.last);
    for (const event of this.events) if (event[kind] === from) event[kind] = into;
    for (const member of this.members) if (member[kind] === from) member[kind] = into;
    for (const [device, owner] of this.owners) if (owner === from) this.owners.set(device, into);
    this.members = this.members.filter((member, index) => {
      const twin = this.members.findIndex(
        ({ user, account }) => user === member.user && account === member.account,
      );
      const first = this.members[twin];
      if (first && !member.removed) first.removed = false;
      return twin === index;
    });
    this.contacts[kind] = this.contacts[kind].filter((contact) => contact !== from);
  }

  private findTargets(kind: Kind, { id, alias }: Identity): Contact[] {
    return this.contacts[kind].filter((contact) => {
      if (id !== undefined && contact.id === id) return true;
      return alias !== undefined && contact.alias === alias && (id === undefined || contact.id === undefined);
    });
  }

  protected upsert({ kind, identity, properties }: Write & { do: "upsert" }): void {
    const contact = this.ensure(kind, identity);
    for (const [name, value] of Object.entries(properties))
      if (value === null) delete contact.properties[name];
      else contact.properties[name] = value;
  }

  private track({ n, minute, ...identities }: Write & { do: "track" }): void {
    const event: Event = { n, minute };
    for (const kind of ["user", "account"] as const) {
      const identity = identities[kind];
      if (!identity) continue;
      const contact = this.ensure(kind, identity, minute);
      see(contact, minute);
      event[kind] = contact;
    }
    this.events.push(event);
  }

  protected add({ account: identity, users }: Write & { do: "add" | "remove" }): void {
    for (const user of users) this.ensure("user", user);
    const account = this.ensure("account", identity);
    for (const { id, alias } of users) {
      const user = this.contacts.user.find((one) => (id === undefined ? one.alias === alias : one.id === id));
      if (!user) continue;
      const member = this.members.find((one) => one.user === user && one.account === account);
      if (member) member.removed = false;
      else this.members.push({ user, account, removed: false });
    }
  }

  private remove({ account, users }: Write & { do: "add" | "remove" }): void {
    const accounts = this.findTargets("account", account);
    const targets = users.flatMap((user) => this.findTargets("user", user));
    for (const member of this.members)
      if (accounts.includes(member.account) && targets.includes(member.user)) member.removed = true;
  }

  protected link({ device, user: identity }: Write & { do: "link" }): void {
    const user = this.ensure("user", identity);
    this.owners.set(device, user);
    for (const event of this.events)
      if (event.device === device && !event.user) {
        event.user = user;
        see(user, event.minute);
      }
  }

  private delete(kind: Kind, contact: Contact): void {
    this.contacts[kind] = this.contacts[kind].filter((one) => one !== contact);
    this.members = this.members.filter((member) => member[kind] !== contact);
    const other = kind === "user" ? "account" : "user";
    this.events = this.events.filter((event) => {
      const isTheirs = event[kind] === contact;
      if (isTheirs) delete event[kind];
      if (event.device !== undefined && this.owners.get(event.device) === contact) delete event.device;
      return !isTheirs || event[other] !== undefined;
    });
    for (const [device, owner] of this.owners) if (owner === contact) this.owners.delete(device);
  }
}

export function see(contact: Contact, minute: number): void {
  contact.first = Math.min(contact.first, minute);
  contact.last = Math.max(contact.last, minute);
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one).localeCompare(JSON.stringify(other));
}
