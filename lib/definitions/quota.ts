/** Event definitions, user properties and account properties of a workspace: this many of each. */
export const maxDefinitions = 1_000;

/**
 * How many names a sender may define. Websites have their own quota, because anyone can send what a page sends: it must
 * not use up the API's quota.
 */
export type DefinitionQuota = {
  /** The website or browser connector whose visitors send the name; null for the API. Only its own definitions count. */
  websiteId: string | null;
  maxDefinitions: number;
  /** Takes one name from the client's hourly budget. False if none is left. */
  takeBudget: () => Promise<boolean>;
};

export const apiDefinitionQuota: DefinitionQuota = {
  websiteId: null,
  maxDefinitions,
  takeBudget: async () => true,
};
