import { mostDefinitions } from "@/lib/properties/schema";

/**
 * The sender of a name that the workspace does not know yet. Each one has a quota of its own, because anybody who reads
 * a page's source can send what the page sends.
 */
export type Definer = {
  /** The website whose visitors send, or null for the API. Its definitions alone count against its quota. */
  websiteId: string | null;
  maxDefinitions: number;
  /** Counts one more name against the sender's own budget. False once the sender's own budget is spent. */
  takeBudget: () => boolean;
};

export const apiDefiner: Definer = {
  websiteId: null,
  maxDefinitions: mostDefinitions,
  takeBudget: () => true,
};
