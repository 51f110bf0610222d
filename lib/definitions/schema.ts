/** What the command line can list and delete: names that a workspace knows because they were sent once. */
export const definitionKinds = ["event", "user", "account", "campaign"] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

export const definitionNouns: Record<DefinitionKind, string> = {
  event: "event",
  user: "property of users",
  account: "property of accounts",
  campaign: "campaign",
};

/** Where a definition came from. */
export const definitionOrigins = ["api", "website"] as const;
export type DefinitionOrigin = (typeof definitionOrigins)[number];

export type DefinitionUsage = {
  name: string;
  origin: DefinitionOrigin;
  /** The website's domain; null for the API, and for a website that was deleted. */
  domain: string | null;
  /** Events, contacts or visits that have it. */
  uses: number;
};
