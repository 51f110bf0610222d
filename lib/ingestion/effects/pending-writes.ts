import "server-only";
import type { PoolClient } from "pg";
import type { WorkspaceId } from "@/lib/auth/actor";
import { createContacts, type NewContact, saveContacts } from "@/lib/contacts/bulk/mutations";
import type { LockedContact } from "@/lib/contacts/identities/queries";
import { addMembers, type Membership } from "@/lib/contacts/memberships/mutations";
import type { PropertyChange } from "@/lib/contacts/properties/mutations";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { createDevices, type DeviceChange, updateDevices } from "@/lib/devices/bulk/mutations";
import { claimDevice } from "@/lib/devices/mutations";
import { insertEvents, type StoredEvent } from "@/lib/events/bulk/mutations";
import { MessageRejected } from "@/lib/ingestion/effects/message-rejected";
import { recordVisit, updateAttribution, type VisitActivity } from "@/lib/visits/mutations";

const kinds = ["user", "account"] as const satisfies readonly ContactKind[];

type PropertyChanges = Map<string, Pick<PropertyChange, "values"> & { removed: Set<string> }>;

/**
 * Writes of several messages that commute: a statement for each table. Contacts and devices are locked, and named by their
 * row ids, which are known before they are created.
 */
export class PendingWrites {
  private contacts: Record<ContactKind, NewContact[]> = { user: [], account: [] };
  private properties: Record<ContactKind, PropertyChanges> = { user: new Map(), account: new Map() };
  private memberships: Membership[] = [];
  private newDevices = new Map<string, DeviceChange>();
  private devices = new Map<string, DeviceChange>();
  private events: StoredEvent[] = [];
  private visits: VisitActivity[] = [];
  /** The users of anonymous devices. */
  private claims = new Map<string, string>();

  constructor(
    private readonly client: PoolClient,
    private readonly workspaceId: WorkspaceId,
  ) {}

  createContact(contact: NewContact): void {
    this.contacts[contact.kind].push(contact);
  }

  /** Changes the identifiers of a contact that is not written yet. False for any other. */
  changeNewContact(contact: LockedContact): boolean {
    const contacts = this.contacts[contact.kind];
    const index = contacts.findIndex(({ id }) => id === contact.id);
    const pending = contacts[index];
    if (pending) contacts[index] = { ...pending, ...contact };
    return pending !== undefined;
  }

  saveProperties(kind: ContactKind, id: string, { values, removed }: PropertyChange): void {
    if (values.size === 0 && removed.length === 0) return;
    const change = this.properties[kind].get(id) ?? { values: new Map(), removed: new Set() };
    this.properties[kind].set(id, change);
    for (const name of removed) {
      change.removed.add(name);
      change.values.delete(name);
    }
    for (const [name, value] of values) change.values.set(name, value);
  }

  addMember(membership: Membership): void {
    this.memberships.push(membership);
  }

  saveDevice(device: DeviceChange, isNew: boolean): void {
    (isNew ? this.newDevices : this.devices).set(device.id, device);
  }

  addEvent(event: StoredEvent): void {
    this.events.push(event);
  }

  addVisit(visit: VisitActivity): void {
    this.visits.push(visit);
  }

  claimDevice(deviceId: string, userId: string): void {
    this.claims.set(deviceId, userId);
  }

  hasClaim(deviceId: string): boolean {
    return this.claims.has(deviceId);
  }

  /** Writes all rows: referenced rows before those that refer to them. */
  async flush(): Promise<void> {
    await this.flushContacts();
    await this.flushDevices();
    await this.flushActivity();
  }

  private async flushContacts(): Promise<void> {
    const { client, workspaceId } = this;
    for (const kind of kinds) {
      const created = this.contacts[kind].splice(0);
      if (created.length > 0) await createContacts(client, workspaceId, kind, created);
      const changes = new Map(
        [...this.properties[kind]].map(([id, { values, removed }]) => [
          id,
          { values, removed: [...removed] },
        ]),
      );
      this.properties[kind].clear();
      if (changes.size === 0) continue;
      const tooLarge = await saveContacts(client, workspaceId, kind, changes);
      if (tooLarge.length > 0) throw new MessageRejected("contact_too_large");
    }
    const memberships = this.memberships.splice(0);
    if (memberships.length > 0) await addMembers(client, workspaceId, memberships);
  }

  private async flushDevices(): Promise<void> {
    const created = [...this.newDevices.values()];
    const changed = [...this.devices.values()];
    this.newDevices.clear();
    this.devices.clear();
    if (created.length > 0) await createDevices(this.client, this.workspaceId, created);
    if (changed.length > 0) await updateDevices(this.client, this.workspaceId, changed);
  }

  private async flushActivity(): Promise<void> {
    const { client, workspaceId } = this;
    const events = this.events.splice(0);
    if (events.length > 0) await insertEvents(client, workspaceId, events);
    const visits = this.visits.splice(0);
    for (const visit of visits) await recordVisit(client, workspaceId, visit);
    const claims = [...this.claims];
    this.claims.clear();
    for (const [deviceId, userId] of claims) await claimDevice(client, workspaceId, deviceId, userId);
    for (const userId of new Set(visits.map((visit) => visit.userId)))
      if (userId !== undefined) await updateAttribution(client, workspaceId, userId);
  }
}
