import { createLoader, createSerializer } from "nuqs/server";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { ConditionGroup } from "./condition";
import { parseAsCondition } from "./condition-url";
import { toCreateUrl } from "./urls";

/** The conditions with which the editor of a new segment starts, in its URL. */
const prefilledSegmentParsers = { condition: parseAsCondition };
export const loadPrefilledSegment = createLoader(prefilledSegmentParsers);
const formatPrefilledSegmentUrl = createSerializer(prefilledSegmentParsers);

export function toPrefilledSegmentUrl(slug: string, kind: ContactKind, condition: ConditionGroup): string {
  return formatPrefilledSegmentUrl(toCreateUrl(slug, "segment", kind), { condition });
}
