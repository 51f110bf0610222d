/** Event definitions of a workspace, properties of its users, and properties of its accounts: this many each. */
export const maxDefinitions = 1_000;

/**
 * The sender of a name that the workspace does not know yet. Each one has a quota of its own, because anybody who reads
 * a page's source can send what the page sends.
 */
export type DefinitionQuota = {
  /** The website whose visitors send, or null for the API. Its definitions alone count against its quota. */
  websiteId: string | null;
  maxDefinitions: number;
  /** Counts one more name against the sender's own budget. False once the sender's own budget is spent. */
  takeBudget: () => boolean;
};

export const apiDefinitionQuota: DefinitionQuota = {
  websiteId: null,
  maxDefinitions,
  takeBudget: () => true,
};
