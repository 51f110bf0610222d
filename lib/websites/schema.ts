import { createLoader, createSerializer, type inferParserType } from "nuqs/server";
import { z } from "zod";
import { Domain, exampleAccount } from "@/lib/contacts/schema/account";
import { maxDomainLength } from "@/lib/text/ascii-domain";
import { findRegistrableDomain } from "@/lib/text/registrable-domain";
import { parseAsPage } from "@/lib/url-parsers";
import { createSnippet } from "@/lib/websites/snippet";

/** Accepts a host and keeps its registrable domain: www.acme-inc.com and blog.acme-inc.com become acme-inc.com. */
export const WebsiteDomain = z
  .string()
  .overwrite((host) => findRegistrableDomain(host.trim()) ?? host)
  .pipe(Domain)
  .meta({
    description: "The website's domain, or a host in it, such as its 'www.'.",
    example: exampleAccount.domain,
    maxLength: maxDomainLength,
  });

export const SnippetQuery = z.strictObject({ domain: WebsiteDomain });

export const Snippet = z.object({ domain: z.string(), snippet: z.string() }).meta({
  example: {
    domain: exampleAccount.domain,
    snippet: createSnippet("01JD9ZG8W3X6Y9Z2A5B7C0D4E1", "https://example.com"),
  },
});
export type Snippet = z.infer<typeof Snippet>;

export const NewWebsite = z.strictObject({
  domain: WebsiteDomain,
  allowsAnyDomain: z.boolean(),
  honorsOptOut: z.boolean(),
});
export type NewWebsite = z.infer<typeof NewWebsite>;

export const WebsiteSettings = NewWebsite.omit({ domain: true }).extend({ verifiesIdentities: z.boolean() });
export type WebsiteSettings = z.infer<typeof WebsiteSettings>;

export const WebsiteReference = z.strictObject({ id: z.ulid() });

/** `from` has the settings that the edit started from, to detect a conflict. */
export const WebsiteEdit = WebsiteSettings.extend({ id: z.ulid(), from: WebsiteSettings });
export type WebsiteEdit = z.infer<typeof WebsiteEdit>;

/** Names the secret to replace, to detect a conflict. */
export const SecretToRegenerate = WebsiteReference.extend({ secretFingerprint: z.string() });
export type SecretToRegenerate = z.infer<typeof SecretToRegenerate>;

/** The URL parameters of the list. */
const websiteListParsers = { page: parseAsPage };
export type WebsiteListQuery = inferParserType<typeof websiteListParsers>;
export const loadWebsiteListQuery = createLoader(websiteListParsers);
export const formatWebsiteListUrl = createSerializer(websiteListParsers);

/** A website as the screens show it. */
export type WebsiteRow = WebsiteSettings & {
  id: string;
  domain: string;
  trackerId: string;
  /** Identifies the current secret without revealing it. Null without a secret. */
  secretFingerprint: string | null;
  /** Null if the author left the workspace. */
  createdBy: string | null;
  createdAt: Date;
  lastSeenAt: Date | null;
};

/** Sorted by domain. */
export type WebsitePage = { rows: WebsiteRow[]; page: number; perPage: number; total: number };

/** Calls from a website's pages that were rejected, by reason. */
export type RejectedCounts = { foreignCount: number; unverifiedCount: number; botCount: number };

export type ReceivedEvent = {
  id: string;
  time: Date;
  name: string;
  /** Of the page that sent it. */
  url: string | null;
  /** Id or email. Null for an anonymous visitor. */
  user: string | null;
};

/** What the installation page shows. `version` changes with the counts and the events. */
export type Installation = {
  website: WebsiteRow;
  rejected: RejectedCounts;
  receivedEvents: ReceivedEvent[];
  version: string;
};

/** `secret`: the plain text of a newly issued secret, returned only here. */
export type SavedWebsite = { website: WebsiteRow; secret: string | null };
