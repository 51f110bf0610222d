import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { mergeContacts, setIdentifiers, settleIdentity } from "@/lib/contacts/identities/mutations";
import {
  hasIdentity,
  identityNames,
  type LockedContact,
  selectContactsForUpdate,
} from "@/lib/contacts/identities/queries";
import type { ContactKind, Identity } from "@/lib/contacts/schema/contact";
import { toUserIdentity } from "@/lib/contacts/schema/user";
import { lockNames } from "@/lib/db/transact";
import { findDeviceOwners, lockDevices } from "@/lib/devices/queries";
import { createId } from "@/lib/ids";
import type { PendingWrites } from "@/lib/ingestion/effects/pending-writes";

/** A device, which may not be in the database yet. */
export type Device = {
  id: string;
  userId: string | undefined;
  isNew: boolean;
  /** Events or visits without a user may belong to it. */
  hasAnonymousActivity: boolean;
  first: Date | undefined;
  last: Date | undefined;
};

/**
 * The contacts and devices that a transaction may change: locked once, then found and changed in memory. New ones, and
 * changes that others do not depend on, are written together (`PendingWrites`).
 */
export class Identities {
  private readonly contacts = new Map<string, LockedContact>();
  private readonly byIdentifier = new Map<string, LockedContact>();
  private readonly devices = new Map<string, Device>();

  private constructor(
    private readonly client: PoolClient,
    private readonly workspaceId: WorkspaceId,
    private readonly writes: PendingWrites,
  ) {}

  /** Locks everything in the order of `lockContacts`. */
  static async lock(
    client: PoolClient,
    workspaceId: WorkspaceId,
    writes: PendingWrites,
    { identities, deviceIds }: { identities: readonly Identity[]; deviceIds: readonly string[] },
  ): Promise<Identities> {
    const locked = new Identities(client, workspaceId, writes);
    const owners = deviceIds.length > 0 ? await findDeviceOwners(workspaceId, deviceIds) : [];
    const all = [...identities, ...owners.map(({ identification }) => toUserIdentity(identification))];
    await lockNames(client, [
      ...new Set(all.flatMap((identity) => identityNames(workspaceId, identity))),
      ...deviceIds.map((id) => `${workspaceId} device ${id}`),
    ]);
    for (const contact of await selectContactsForUpdate(client, workspaceId, all)) locked.add(contact);
    if (deviceIds.length > 0) await locked.lockDevices(deviceIds);
    return locked;
  }

  private async lockDevices(deviceIds: readonly string[]): Promise<void> {
    for (const { id, userId } of await lockDevices(this.client, this.workspaceId, deviceIds)) {
      if (userId !== null && !this.contacts.has(userId)) throw new OwnerChanged();
      this.devices.set(id, {
        id,
        userId: userId ?? undefined,
        isNew: false,
        hasAnonymousActivity: userId === null,
        first: undefined,
        last: undefined,
      });
    }
  }

  findById(kind: ContactKind, externalId: string): LockedContact | undefined {
    return this.byIdentifier.get(`${kind} id ${externalId}`);
  }

  findByAlias(kind: ContactKind, alias: string): LockedContact | undefined {
    return this.byIdentifier.get(`${kind} alias ${alias}`);
  }

  /** The id of the contact that the identity names. Creates and merges contacts as `ensureContacts` does. */
  async ensure(identity: Identity, seenAt: Date = new Date()): Promise<string> {
    const found = this.find(identity);
    if (found && hasIdentity(found, identity)) return found.id;
    const { kind, externalId, alias } = identity;
    const candidates = [
      externalId === undefined ? undefined : this.findById(kind, externalId),
      alias === undefined ? undefined : this.findByAlias(kind, alias),
    ];
    await settleIdentity(
      identity,
      candidates.filter((contact) => contact !== undefined),
      {
        create: () => this.create(identity, seenAt),
        setIdentifiers: (contact) => this.setIdentifiers(contact),
        merge: (from, into) => this.merge(from, into),
      },
    );
    const settled = this.find(identity);
    if (!settled) throw new Error("The contact was created, but is not found.");
    return settled.id;
  }

  private find({ kind, externalId, alias = "" }: Identity): LockedContact | undefined {
    return externalId === undefined ? this.findByAlias(kind, alias) : this.findById(kind, externalId);
  }

  private create({ kind, externalId, alias }: Identity, seenAt: Date): void {
    const contact = { kind, id: createId(), externalId: externalId ?? null, alias: alias ?? null };
    this.writes.createContact({ ...contact, seenAt });
    this.add(contact);
  }

  async setIdentifiers(contact: LockedContact): Promise<void> {
    if (!this.writes.changeNewContact(contact)) await setIdentifiers(this.client, this.workspaceId, contact);
    this.remove(contact.id);
    this.add(contact);
  }

  /** Everything of `from` moves to `into`, whose values win. */
  async merge(from: LockedContact, into: LockedContact): Promise<void> {
    await this.flush();
    await mergeContacts(this.client, this.workspaceId, from, into);
    this.remove(from.id);
    for (const device of this.devices.values()) if (device.userId === from.id) device.userId = into.id;
  }

  private add(contact: LockedContact): void {
    const { kind, id, externalId, alias } = contact;
    this.contacts.set(id, contact);
    if (externalId !== null) this.byIdentifier.set(`${kind} id ${externalId}`, contact);
    if (alias !== null) this.byIdentifier.set(`${kind} alias ${alias}`, contact);
  }

  private remove(id: string): void {
    this.contacts.delete(id);
    for (const [name, contact] of this.byIdentifier) if (contact.id === id) this.byIdentifier.delete(name);
  }

  findDevice(id: string): Device | undefined {
    return this.devices.get(id);
  }

  /** The row id of the device's user. */
  findOwner(deviceId: string | undefined): string | undefined {
    return deviceId === undefined ? undefined : this.devices.get(deviceId)?.userId;
  }

  /** Makes the user the device's owner, who gets its anonymous activity. */
  link(deviceId: string, userId: string): void {
    const device = this.devices.get(deviceId) ?? createDevice(deviceId);
    if (device.userId === userId) return;
    if (device.hasAnonymousActivity) this.writes.claimDevice(deviceId, userId);
    this.saveDevice({ ...device, userId, hasAnonymousActivity: false });
  }

  /** Creates the device, or updates when it was seen. `isAnonymous`: the activity has no user. */
  see(deviceId: string, first: Date, last: Date | undefined, isAnonymous: boolean): void {
    const device = this.devices.get(deviceId) ?? createDevice(deviceId);
    this.saveDevice({
      ...device,
      hasAnonymousActivity: device.hasAnonymousActivity || isAnonymous,
      first: device.first && device.first < first ? device.first : first,
      last: toLater(device.last, last),
    });
  }

  private saveDevice(device: Device): void {
    this.devices.set(device.id, device);
    this.writes.saveDevice(device, device.isNew);
  }

  async flush(): Promise<void> {
    await this.writes.flush();
    for (const device of this.devices.values()) device.isNew = false;
  }
}

function createDevice(id: string): Device {
  return {
    id,
    userId: undefined,
    isNew: true,
    hasAnonymousActivity: false,
    first: undefined,
    last: undefined,
  };
}

function toLater(a: Date | undefined, b: Date | undefined): Date | undefined {
  return a && (!b || a > b) ? a : b;
}

/** Another transaction has linked a device to a user that this transaction has not locked. `transact` retries serialization failures. */
class OwnerChanged extends Error {
  readonly code = "40001";
}
