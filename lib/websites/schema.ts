import { z } from "zod";
import { Domain, exampleAccount } from "@/lib/accounts/schema";
import { longestDomain } from "@/lib/ascii-domain";
import { findRegistrableDomain } from "@/lib/registrable-domain";
import { createSnippet } from "@/lib/websites/snippet";

/** SDKs are asked with the host that a website is seen at: www.acme-inc.com and blog.acme-inc.com are acme-inc.com. */
const WebsiteDomain = z
  .string()
  .overwrite((host) => findRegistrableDomain(host.trim()) ?? host)
  .pipe(Domain)
  .meta({
    description: "The website's domain, or a host in it, such as its 'www.'.",
    example: exampleAccount.domain,
    maxLength: longestDomain,
  });

export const SnippetQuery = z.strictObject({ domain: WebsiteDomain });

/** A website's snippet. */
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

/** An edit names the settings that it started from. */
export const WebsiteEdit = WebsiteSettings.extend({ id: z.ulid(), from: WebsiteSettings });
export type WebsiteEdit = z.infer<typeof WebsiteEdit>;

/** A regeneration names the secret that it replaces. */
export const SecretToRegenerate = WebsiteReference.extend({ secretMark: z.string() });
export type SecretToRegenerate = z.infer<typeof SecretToRegenerate>;

/** Which page of the list is shown. It comes from the URL: whatever does not fit falls back. */
export const WebsiteListQuery = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});
export type WebsiteListQuery = z.infer<typeof WebsiteListQuery>;

/** A website as the screens show it. */
export type WebsiteRow = WebsiteSettings & {
  id: string;
  domain: string;
  trackerId: string;
  /** Tells one secret from the next, and nothing else of it; null where there is none. */
  secretMark: string | null;
  /** Null for one whose author is gone. */
  createdBy: string | null;
  createdAt: Date;
  lastSeenAt: Date | null;
};

/** One page of the websites, by domain, and how many there are. */
export type WebsiteList = { rows: WebsiteRow[]; page: number; perPage: number; total: number };

/** What came from a website and was not taken. */
export type RefusedCounts = { foreignCount: number; unverifiedCount: number; botCount: number };

/** Something that arrived from a website. */
export type Arrival = {
  id: string;
  time: Date;
  name: string;
  /** Of the page that it happened on. */
  url: string | null;
  /** Whom it happened to: their id or address; null for somebody who has not said yet. */
  user: string | null;
};

/** What the page that checks an installation shows; the mark changes whenever what is refused or arrives does. */
export type Installation = {
  website: WebsiteRow;
  refused: RefusedCounts;
  arrivals: Arrival[];
  mark: string;
};

/** What an edit came to, and the plain text of the secret that it made, on its only journey. */
export type SavedWebsite = { website: WebsiteRow; secret: string | null };
