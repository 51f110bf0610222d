/** Names that a workspace knows since they were first sent. `npm run definitions` lists and deletes them. */
export const definitionKinds = ["event", "user", "account", "campaign"] as const;
export type DefinitionKind = (typeof definitionKinds)[number];

export const definitionNouns: Record<DefinitionKind, string> = {
  event: "event",
  user: "property of users",
  account: "property of accounts",
  campaign: "campaign",
};

export const definitionOrigins = ["api", "website"] as const;
export type DefinitionOrigin = (typeof definitionOrigins)[number];

export type DefinitionUsage = {
  name: string;
  origin: DefinitionOrigin;
  /** The website's domain, or the name of the browser connector. Null for the API and for a deleted one. */
  domain: string | null;
  /** Number of events, contacts or visits. */
  uses: number;
};
