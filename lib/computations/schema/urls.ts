import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { ComputationType } from "./computation";
import type { ComputationReference } from "./explanation";

/** The URL parameter of the lists and of the editors of new computations. */
const kindParsers = { kind: parseAsStringLiteral(["user", "account"]).withDefault("user") };
export type KindQuery = inferParserType<typeof kindParsers>;
export const loadKindQuery = createLoader(kindParsers);
export const formatKindUrl = createSerializer(kindParsers);

const listPaths: Record<ComputationType, string> = {
  segment: "segments",
  stage: "stages",
  healthProfile: "health",
  score: "scores",
  property: "properties",
};

const editorPaths: Record<ComputationType, string> = { ...listPaths, property: "properties/computed" };

/** The URL of a list in the settings. */
export function toListUrl(slug: string, type: ComputationType, kind: ContactKind): string {
  return formatKindUrl(`/${slug}/settings/${listPaths[type]}`, { kind });
}

/** The URL of the editor of a new computation. */
export function toCreateUrl(slug: string, type: ComputationType, kind: ContactKind): string {
  return formatKindUrl(`/${slug}/settings/${editorPaths[type]}/new`, { kind });
}

export function toEditorUrl(slug: string, { type, id }: Pick<ComputationReference, "type" | "id">): string {
  return `/${slug}/settings/${editorPaths[type]}/${id}`;
}

/** The URL parameters of the editor of a new segment. `from` is the segment that it duplicates. */
const newSegmentParsers = { ...kindParsers, from: parseAsString };
export const loadNewSegmentQuery = createLoader(newSegmentParsers);
const formatNewSegmentUrl = createSerializer(newSegmentParsers);

export function toDuplicateUrl(
  slug: string,
  { id, kind }: Pick<ComputationReference, "id" | "kind">,
): string {
  return formatNewSegmentUrl(toCreateUrl(slug, "segment", kind), { from: id });
}

/** The URL parameters of a segment's members. A cursor is the end of the page before. */
const membersParsers = {
  show: parseAsStringLiteral(["members", "changes"]).withDefault("members"),
  cursor: parseAsString,
};
export type MembersQuery = inferParserType<typeof membersParsers>;
export const loadMembersQuery = createLoader(membersParsers);
export const formatMembersUrl = createSerializer(membersParsers);

export function toMembersUrl(slug: string, segmentId: string): string {
  return `${toEditorUrl(slug, { type: "segment", id: segmentId })}/members`;
}
