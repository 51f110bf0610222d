import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { z } from "zod";
import { RootCondition } from "@/lib/computations/schema/condition";
import { parseAsCondition } from "@/lib/computations/schema/condition-url";
import type { PropertyType, PropertyValue } from "@/lib/contacts/schema/property";
import { maxNameLength } from "@/lib/contacts/schema/property-limits";
import { parseAsUlid } from "@/lib/url-parsers";

export const contactsPerPage = 50;

/** Property columns of the list. */
export const maxColumns = 6;

/**
 * `lastSeen` and `firstSeen` sort all contacts of the kind, as no index has their order: larger workspaces sort by
 * `created`. An index on the last activity would make each event slower to write.
 */
export const contactSorts = ["lastSeen", "firstSeen", "created"] as const;
export type ContactSort = (typeof contactSorts)[number];

/** Contacts of a kind up to which the list sorts by activity and searches in parts of names. */
export const maxSearchedContacts = 50_000;

/** The value of `stage` for contacts without a stage. */
export const noStage = "none";

/** The URL parameters of the list. An invalid cursor falls back to the first page. */
const contactListParsers = {
  kind: parseAsStringLiteral(["user", "account"]).withDefault("user"),
  search: parseAsString.withDefault(""),
  segment: parseAsUlid,
  /** A stage's id, or `noStage`. */
  stage: parseAsString,
  /** Of the condition builder; null for none. */
  condition: parseAsCondition,
  sort: parseAsStringLiteral(contactSorts).withDefault("lastSeen"),
  direction: parseAsStringLiteral(["ascending", "descending"]).withDefault("descending"),
  /** Names of properties; null for the default columns. */
  columns: parseAsArrayOf(parseAsString),
  cursor: parseAsString,
};
export type ContactListQuery = inferParserType<typeof contactListParsers>;
export const loadContactListQuery = createLoader(contactListParsers);
export const formatContactListUrl = createSerializer(contactListParsers);

/** A row of the list. Long values are cut. */
export type ContactRow = {
  id: string;
  name: string;
  externalId: string | null;
  /** The email or the domain. */
  alias: string | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** Of the chosen columns. */
  values: Record<string, PropertyValue>;
};

export type ContactColumn = {
  name: string;
  label: string;
  type: PropertyType;
  isComputed: boolean;
  group: string | null;
};

export type ContactListPage = {
  rows: ContactRow[];
  next: string | null;
  /** False where there are too many contacts to sort them by activity. */
  sortsByActivity: boolean;
  sort: ContactSort;
  /** All contacts of the kind, up to `maxSearchedContacts`. */
  total: number;
};

/** Searches the list for contacts that pass conditions, from a cursor on. */
export const ContactSearchQuery = z.strictObject({
  kind: z.enum(["user", "account"]),
  condition: RootCondition,
  search: z.string(),
  segment: z.ulid().nullable(),
  stage: z.string().nullable(),
  sort: z.enum(contactSorts),
  direction: z.enum(["ascending", "descending"]),
  columns: z.array(z.string().min(1).max(maxNameLength)).max(maxColumns),
  cursor: z.string().max(1_000).nullable(),
});
export type ContactSearchQuery = z.infer<typeof ContactSearchQuery>;

/** A part of the answer to a search. */
export type ContactSearchStep = {
  /** Matching contacts since the step before. */
  rows: ContactRow[];
  /** Contacts that were evaluated since the step before. */
  searched: number;
  /** All contacts of the kind; null if other filters select some of them. */
  total: number | null;
  /** Where the search goes on; null at the end of the list. */
  next: string | null;
};

/** Shown by default, where they exist. */
const defaultColumns = ["stage", "health"];

/** The names of the shown columns: the requested ones that exist, or the default ones. */
export function chooseColumns(columns: readonly ContactColumn[], requested: string[] | null): string[] {
  const names = new Set(columns.map(({ name }) => name));
  return [...new Set(requested ?? defaultColumns)].filter((name) => names.has(name)).slice(0, maxColumns);
}
