import "server-only";
import { isKnownContact, type TrackedWebsite } from "@/lib/collector/queries";
import type { Identity } from "@/lib/contacts/schema/contact";
import type { DefinitionQuota } from "@/lib/definitions/quota";
import { AppError } from "@/lib/errors";
import { type RateDecision, toResetSeconds } from "@/lib/http/rate-limit/rate-limiter";
import { countHit } from "@/lib/http/rate-limit/shared-limiter";
import { hour } from "@/lib/time";

/**
 * Quotas of what visitors of a website or a browser connector create. They are anonymous: the tracker id and the write key
 * are public, so a script can send whatever a page can. Their definitions never count against the quotas of the
 * workspace's own API.
 */

/** Different events of one website or browser connector, and properties of each kind of contact. */
export const maxWebsiteDefinitions = 200;
export const maxWebsiteCampaigns = 5_000;

/** New events, properties and campaigns that one client may name in an hour on one website or browser connector. */
export const maxNamesPerHour = 60;

/** New contacts that one client may create in an hour on one website without verification. An office shares an IP address. */
export const maxContactsPerHour = 300;

function countInHour(name: string, key: string, limit: number): Promise<RateDecision> {
  return countHit({ name, key, limit, windowMs: hour });
}

/** `sourceId`: a website or a browser connector. `client`: an IPv4 address or an IPv6 /64. */
export function visitorDefinitionQuota(sourceId: string, client: string): DefinitionQuota {
  return {
    websiteId: sourceId,
    maxDefinitions: maxWebsiteDefinitions,
    takeBudget: async () =>
      (await countInHour("collector-name", `${sourceId} ${client}`, maxNamesPerHour)).allowed,
  };
}

/** Counts a new contact of a client. Not allowed after too many in an hour. */
export function takeNewContact(sourceId: string, client: string): Promise<RateDecision> {
  return countInHour("collector-contact", `${sourceId} ${client}`, maxContactsPerHour);
}

export function campaignQuota(quota: DefinitionQuota): DefinitionQuota {
  return { ...quota, maxDefinitions: maxWebsiteCampaigns };
}

/** Names of the product, such as "page viewed". Without them nothing could be stored, so they have no quota. */
export const builtInDefinitionQuota: DefinitionQuota = {
  websiteId: null,
  maxDefinitions: 1_000_000,
  takeBudget: async () => true,
};

/** Rejects a message with an unknown contact after too many of its client. Verified messages have no limit. */
export async function limitNewContacts(
  { workspaceId, id, verifiesIdentities }: TrackedWebsite,
  client: string,
  identity: Identity,
): Promise<void> {
  if (verifiesIdentities || (await isKnownContact(workspaceId, identity))) return;
  const decision = await takeNewContact(id, client);
  if (decision.allowed) return;
  const resetSeconds = toResetSeconds(decision);
  throw new AppError(
    "rate_limited",
    `One IP address creates at most ${maxContactsPerHour} contacts an hour. Try again in ${resetSeconds} seconds.`,
    { headers: { "retry-after": String(resetSeconds) } },
  );
}
