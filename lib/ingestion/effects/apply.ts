import "server-only";
import { recordAuditEntryHere } from "@/lib/audit/mutations";
import type { LockedContact } from "@/lib/contacts/identities/queries";
import type { PropertyChange } from "@/lib/contacts/properties/mutations";
import { type AccountIdentification, toAccountIdentity } from "@/lib/contacts/schema/account";
import type { Identity } from "@/lib/contacts/schema/contact";
import { toUserIdentity, type UserIdentification } from "@/lib/contacts/schema/user";
import { createId } from "@/lib/ids";
import type { Identities } from "@/lib/ingestion/effects/identities";
import type { PendingWrites } from "@/lib/ingestion/effects/pending-writes";
import type { PreparedEffect, VisitSource } from "@/lib/ingestion/effects/prepared-message";
import type { AccountEffect, ActivityEffect, AliasEffect, UserEffect } from "@/lib/ingestion/message";
import type { MessageSource } from "@/lib/ingestion/message-source";
import type { MessageWarning, RejectionReason } from "@/lib/ingestion/outcomes";

/** The result of an effect. A rejected effect has changed nothing. */
export type Applied = { warnings: MessageWarning[]; rejection?: RejectionReason };

const applied: Applied = { warnings: [] };

/** Applies the effects of one transaction in the order of their messages. `Identities.flush` writes the pending rows. */
export class EffectWriter {
  constructor(
    private readonly source: MessageSource,
    private readonly identities: Identities,
    private readonly writes: PendingWrites,
  ) {}

  async apply(prepared: PreparedEffect): Promise<Applied> {
    if ("change" in prepared) {
      const { effect, change } = prepared;
      return effect.type === "user" ? this.identify(effect, change) : this.saveAccount(effect, change);
    }
    if ("definitionId" in prepared)
      return this.addActivity(prepared.effect, prepared.definitionId, prepared.visit);
    return prepared.effect.type === "alias" ? this.changeId(prepared.effect) : applied;
  }

  private async identify({ user, deviceId }: UserEffect, change: PropertyChange): Promise<Applied> {
    const identification = this.toAllowedUser(user, deviceId);
    if (!identification) return { warnings: ["email_taken"] };
    const userId = await this.identities.ensure(toUserIdentity(identification));
    if (deviceId !== undefined) this.identities.link(deviceId, userId);
    this.writes.saveProperties("user", userId, change);
    return identification.email === user.email ? applied : { warnings: ["email_taken"] };
  }

  /**
   * A browser's key is public, and an email easier to guess than an id. A browser cannot take the email of another user, but
   * the device of a user without an id may give them one. An email alone does not name a user with an id, unless the device
   * is theirs: undefined, and the device stays anonymous.
   */
  private toAllowedUser(
    user: UserIdentification,
    deviceId: string | undefined,
  ): UserIdentification | undefined {
    const { userId, email } = user;
    if (this.source.type !== "browser" || email === undefined) return user;
    const holder = this.identities.findByAlias("user", email);
    if (!holder) return user;
    const isOwner = this.identities.findOwner(deviceId) === holder.id;
    if (userId === undefined) return holder.externalId === null || isOwner ? user : undefined;
    return holder.externalId === userId || (holder.externalId === null && isOwner) ? user : { userId };
  }

  private async saveAccount(
    { account, user, deviceId }: AccountEffect,
    change: PropertyChange,
  ): Promise<Applied> {
    const identification = this.toAllowedAccount(account);
    const accountId = await this.identities.ensure(toAccountIdentity(identification));
    const userId = user
      ? await this.identities.ensure(toUserIdentity(user))
      : this.identities.findOwner(deviceId);
    if (userId !== undefined) this.writes.addMember({ accountId, userId });
    this.writes.saveProperties("account", accountId, change);
    return {
      warnings: [
        ...(identification.domain === account.domain ? [] : (["domain_taken"] as const)),
        ...(userId === undefined && deviceId !== undefined ? (["missing_user"] as const) : []),
      ],
    };
  }

  /** A browser cannot take a domain from another account. */
  private toAllowedAccount(account: AccountIdentification): AccountIdentification {
    const { accountId, domain } = account;
    if (this.source.type !== "browser" || accountId === undefined || domain === undefined) return account;
    const holder = this.identities.findByAlias("account", domain);
    return !holder || holder.externalId === accountId ? account : { accountId };
  }

  private async addActivity(
    effect: ActivityEffect,
    definitionId: string,
    visit: VisitSource | undefined,
  ): Promise<Applied> {
    const { user, account, deviceId, time, metadata } = effect;
    // A wrong clock may date it in the future, but no contact is seen in the future.
    const seenAt = new Date(Math.min(time.getTime(), Date.now()));
    const last = effect.isActive ? seenAt : undefined;
    const userId = user
      ? await this.identities.ensure(toUserIdentity(user), seenAt)
      : this.identities.findOwner(deviceId);
    const accountId = account && (await this.identities.ensure(toAccountIdentity(account), seenAt));
    if (deviceId !== undefined) this.identities.see(deviceId, seenAt, last, userId === undefined);
    this.writes.addEvent({
      ...{ id: createId(), definitionId, userId, accountId, deviceId, websiteId: visit?.websiteId },
      ...{ triggeredAt: time, seenAt: last, metadata },
    });
    if (visit && deviceId !== undefined) await this.addVisit({ ...visit, deviceId, userId, time: seenAt });
    return applied;
  }

  private async addVisit(
    visit: VisitSource & { deviceId: string; userId: string | undefined; time: Date },
  ): Promise<void> {
    // The user's visit goes on if it began before they were identified.
    if (this.writes.hasClaim(visit.deviceId)) await this.identities.flush();
    this.writes.addVisit(visit);
  }

  private async changeId({ previousId, userId }: AliasEffect): Promise<Applied> {
    if (previousId === userId) return { warnings: ["nothing_to_merge"] };
    if (this.identities.findDevice(previousId)) {
      this.identities.link(previousId, await this.identities.ensure(toIdentity(userId)));
      return applied;
    }
    const previous = this.identities.findById("user", previousId);
    if (!previous) return { warnings: ["nothing_to_merge"] };
    if (this.source.type === "browser") return { warnings: [], rejection: "merge_not_allowed" };
    const user = this.identities.findById("user", userId);
    if (user) await this.mergeUsers(previous, user);
    else await this.identities.setIdentifiers({ ...previous, externalId: userId });
    return applied;
  }

  private async mergeUsers(previous: LockedContact, user: LockedContact): Promise<void> {
    await this.identities.merge(previous, user);
    if (user.alias === null && previous.alias !== null)
      await this.identities.setIdentifiers({ ...user, alias: previous.alias });
    const { workspaceId, type, id } = this.source;
    const sender = type === "application" ? "the application" : "the connector";
    await recordAuditEntryHere({ workspaceId, personId: null }, "contact.merge", previous.externalId ?? "", {
      detail: `Into ${user.externalId}, by a message of ${sender} ${id}.`,
    });
  }
}

function toIdentity(userId: string): Identity {
  return toUserIdentity({ userId });
}
