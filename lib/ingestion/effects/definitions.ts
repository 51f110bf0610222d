import "server-only";
import { builtInDefinitionQuota, campaignQuota } from "@/lib/collector/quotas";
import {
  ensurePropertyDefinitions,
  findPropertyDefinitions,
  type PropertyDefinition,
} from "@/lib/contacts/properties/mutations";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { SentProperties } from "@/lib/contacts/schema/property";
import { lookups } from "@/lib/db/lookups";
import type { DefinitionQuota } from "@/lib/definitions/quota";
import { AppError } from "@/lib/errors";
import { defineEvent } from "@/lib/events/mutations";
import type { VisitSource } from "@/lib/ingestion/effects/prepared-message";
import type { ActivityEffect, Effect } from "@/lib/ingestion/message";
import type { MessageSource } from "@/lib/ingestion/message-source";
import { findRegistrableDomain } from "@/lib/text/registrable-domain";
import { ensureAttributionProperties, ensureCampaign, ensureChannel } from "@/lib/visits/mutations";
import { attributionProperties } from "@/lib/visits/schema";
import { getSource } from "@/lib/visits/source";

/** Events of the product, which have no quota. */
const builtInEvents: ReadonlySet<string> = new Set(["page viewed", "screen viewed"]);

const kinds = ["user", "account"] as const satisfies readonly ContactKind[];

/** Reads the definitions and websites that effects name in one round trip, and creates missing definitions. */
export class DefinitionFinder {
  private readonly events = new Map<string, string>();
  private readonly properties = {
    user: new Map<string, PropertyDefinition>(),
    account: new Map<string, PropertyDefinition>(),
  };
  private readonly websites = new Map<string, string>();
  private readonly channels = new Map<string, string>();
  private readonly campaigns = new Map<string, string | undefined>();
  private unknown = { events: false, properties: false, attribution: false };

  constructor(
    private readonly source: MessageSource,
    readonly quota: DefinitionQuota,
  ) {}

  get hasUnknown(): boolean {
    return this.unknown.events || this.unknown.properties;
  }

  async read(effects: readonly Effect[]): Promise<void> {
    const needsAttribution = effects.some(
      (effect) => effect.type === "alias" || ("deviceId" in effect && effect.deviceId !== undefined),
    );
    await Promise.all([
      this.readEvents(listEvents(effects)),
      this.readProperties("user", effects, needsAttribution ? attributionNames : []),
      this.readProperties("account", effects, []),
      this.readWebsites(effects),
    ]);
    this.unknown = {
      events: listEvents(effects).some((name) => !this.events.has(name)),
      properties: kinds.some((kind) =>
        [...mergeTraits(effects, kind).keys()].some((name) => !this.properties[kind].has(name)),
      ),
      attribution: needsAttribution && attributionNames.some((name) => !this.properties.user.has(name)),
    };
  }

  /** Creates missing definitions within the quota. */
  async define(effects: readonly Effect[]): Promise<void> {
    const { workspaceId } = this.source;
    if (this.unknown.attribution) await ensureAttributionProperties(workspaceId);
    if (this.unknown.properties)
      for (const kind of kinds) {
        const traits = mergeTraits(effects, kind);
        if (traits.size === 0) continue;
        const defined = await ensurePropertyDefinitions(workspaceId, kind, traits, this.quota);
        for (const [name, definition] of defined) this.properties[kind].set(name, definition);
      }
    if (this.unknown.events) await this.defineEvents(listEvents(effects));
  }

  getProperties(kind: ContactKind): ReadonlyMap<string, PropertyDefinition> {
    return this.properties[kind];
  }

  /** The id of the event's definition. Undefined if the quota is used up. */
  findEvent(name: string): string | undefined {
    return this.events.get(name);
  }

  /** The visit of an activity on a page of one of the workspace's websites. */
  async findVisit({ page, deviceId, isActive }: ActivityEffect): Promise<VisitSource | undefined> {
    const domain = findDomain(page?.url);
    const websiteId = domain === undefined ? undefined : this.websites.get(domain);
    if (domain === undefined || websiteId === undefined || deviceId === undefined || !isActive)
      return undefined;
    const { channel, campaign, key } = getSource(page, domain);
    const { workspaceId } = this.source;
    const channelId = this.channels.get(channel) ?? (await ensureChannel(workspaceId, channel));
    this.channels.set(channel, channelId);
    if (campaign !== undefined && !this.campaigns.has(campaign))
      this.campaigns.set(campaign, await this.ensureCampaign(campaign));
    const campaignId = campaign === undefined ? undefined : this.campaigns.get(campaign);
    return { websiteId, sourceKey: key, channelId, campaignId };
  }

  private ensureCampaign(name: string): Promise<string | undefined> {
    return ensureCampaign(this.source.workspaceId, name, campaignQuota(this.quota));
  }

  private async readEvents(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const rows = await lookups.query<{ id: string; name: string }>({
      name: "find-event-definitions",
      text: `
        SELECT "id", "name" FROM "EventDefinition" WHERE "workspaceId" = $1 AND "name" = ANY($2::text[])`,
      values: [this.source.workspaceId, names],
    });
    for (const { id, name } of rows) this.events.set(name, id);
  }

  private async defineEvents(names: readonly string[]): Promise<void> {
    const unknown = names.filter((name) => !this.events.has(name));
    for (const name of unknown) {
      const quota = builtInEvents.has(name) ? builtInDefinitionQuota : this.quota;
      try {
        await defineEvent(this.source.workspaceId, name, quota);
      } catch (error) {
        if (!(error instanceof AppError && error.code === "bad_request")) throw error;
      }
    }
    await this.readEvents(unknown);
  }

  private async readProperties(
    kind: ContactKind,
    effects: readonly Effect[],
    more: readonly string[],
  ): Promise<void> {
    const names = new Set([...mergeTraits(effects, kind, { withNulls: true }).keys(), ...more]);
    if (names.size === 0) return;
    const rows = await lookups.query<PropertyDefinition>(
      findPropertyDefinitions(this.source.workspaceId, kind, names),
    );
    for (const row of rows) this.properties[kind].set(row.name, row);
  }

  private async readWebsites(effects: readonly Effect[]): Promise<void> {
    const domains = effects.flatMap((effect) =>
      effect.type === "activity" ? (findDomain(effect.page?.url) ?? []) : [],
    );
    if (domains.length === 0) return;
    const rows = await lookups.query<{ id: string; domain: string }>({
      name: "find-websites-by-domain",
      text: `SELECT "id", "domain" FROM "Website" WHERE "workspaceId" = $1 AND "domain" = ANY($2::text[])`,
      values: [this.source.workspaceId, [...new Set(domains)]],
    });
    for (const { id, domain } of rows) this.websites.set(domain, id);
  }
}

const attributionNames = attributionProperties.map(([name]) => name);

function listEvents(effects: readonly Effect[]): string[] {
  return [...new Set(effects.flatMap((effect) => (effect.type === "activity" ? [effect.name] : [])))];
}

/** The traits of all effects: of each property the first value, which defines its type. */
function mergeTraits(
  effects: readonly Effect[],
  kind: ContactKind,
  { withNulls = false } = {},
): SentProperties {
  const merged: SentProperties = new Map();
  for (const effect of effects) {
    if (effect.type !== kind) continue;
    for (const [name, value] of effect.traits)
      if ((withNulls || value !== null) && !merged.has(name)) merged.set(name, value);
  }
  return merged;
}

function findDomain(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  return findRegistrableDomain(new URL(url).hostname) ?? undefined;
}
