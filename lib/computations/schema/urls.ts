import { createLoader, createSerializer, type inferParserType, parseAsStringLiteral } from "nuqs/server";
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
