import { createParser, createSerializer } from "nuqs/server";
import { type ConditionGroup, RootCondition } from "./condition";

/**
 * Characters of encoded conditions in a URL. Proxies limit a URL to 8 KiB and more; 50 conditions have about 8,000
 * characters, texts that are not ASCII up to nine for each.
 */
export const maxConditionUrlLength = 6_000;

/** Conditions in a URL, as JSON. Invalid ones are ignored. */
export const parseAsCondition = createParser<ConditionGroup>({
  parse(text) {
    try {
      return RootCondition.safeParse(JSON.parse(text)).data ?? null;
    } catch {
      return null;
    }
  },
  serialize: (condition) => JSON.stringify(condition),
  eq: (a, b) => JSON.stringify(a) === JSON.stringify(b),
});

const formatCondition = createSerializer({ condition: parseAsCondition });

export function isTooLongForUrl(condition: ConditionGroup): boolean {
  // Browsers encode the characters that nuqs leaves.
  const { search } = new URL(formatCondition({ condition }), "http://localhost");
  return search.length > maxConditionUrlLength;
}
