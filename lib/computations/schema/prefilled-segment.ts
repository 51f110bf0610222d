import { createLoader, createParser, createSerializer } from "nuqs/server";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { type ConditionGroup, RootCondition } from "./condition";
import { toCreateUrl } from "./urls";

/** Characters of JSON in a URL. Servers and proxies limit URLs to 8 KiB and more. */
export const maxConditionParameter = 5_000;

const parseAsCondition = createParser<ConditionGroup>({
  parse(text) {
    try {
      return RootCondition.safeParse(JSON.parse(text)).data ?? null;
    } catch {
      return null;
    }
  },
  serialize: (condition) => JSON.stringify(condition),
});

/** The conditions with which the editor of a new segment starts, in its URL. Invalid ones are ignored. */
const prefilledSegmentParsers = { condition: parseAsCondition };
export const loadPrefilledSegment = createLoader(prefilledSegmentParsers);
const formatPrefilledSegmentUrl = createSerializer(prefilledSegmentParsers);

export function toPrefilledSegmentUrl(slug: string, kind: ContactKind, condition: ConditionGroup): string {
  return formatPrefilledSegmentUrl(toCreateUrl(slug, "segment", kind), { condition });
}
