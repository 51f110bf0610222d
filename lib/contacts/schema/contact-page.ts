import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsStringLiteral,
} from "nuqs/server";
import { z } from "zod";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { PropertyType, PropertyValue } from "@/lib/contacts/schema/property";
import { parseAsUlid } from "@/lib/url-parsers";

/** The URL of a contact's page. `id` is the row id: external ids may be missing. */
export function toContactUrl(slug: string, kind: ContactKind, id: string): string {
  return `/${slug}/contacts/${kind}/${id}`;
}

/** The position of an entry of the timeline: its time in milliseconds and its id. */
export type TimelinePosition = { time: number; id: string };

const maxTime = 8_640_000_000_000_000;

const parseAsPosition = createParser<TimelinePosition>({
  parse(text) {
    const [time = "", id = ""] = text.split("-");
    const isValid = /^\d{1,16}$/.test(time) && Number(time) <= maxTime && z.ulid().safeParse(id).success;
    return isValid ? { time: Number(time), id } : null;
  },
  serialize: ({ time, id }) => `${time}-${id}`,
});

export const timelineFilters = ["all", "events", "changes"] as const;
export type TimelineFilter = (typeof timelineFilters)[number];

/** The URL parameters of a contact's page: the timeline's filter and start, and the start of the related contacts. */
const contactPageParsers = {
  show: parseAsStringLiteral(timelineFilters).withDefault("all"),
  before: parseAsPosition,
  after: parseAsUlid,
};
export type ContactPageQuery = inferParserType<typeof contactPageParsers>;
export const loadContactPageQuery = createLoader(contactPageParsers);
export const formatContactPageUrl = createSerializer(contactPageParsers);

/** A property with the contact's value. */
export type ContactProperty = {
  name: string;
  label: string;
  type: PropertyType;
  isComputed: boolean;
  isArchived: boolean;
  group: string | null;
  value: PropertyValue;
};

export type ContactDetail = {
  kind: ContactKind;
  id: string;
  name: string;
  externalId: string | null;
  /** The email or the domain. */
  alias: string | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
  updatedAt: Date;
  /** By group and label. */
  properties: ContactProperty[];
};

/** An account of a user, or a user of an account. */
export type RelatedContact = {
  id: string;
  name: string;
  externalId: string | null;
  alias: string | null;
  lastSeenAt: Date;
};

export type TimelineEntry = { id: string; time: Date } & (
  | {
      type: "event";
      name: string;
      /** The name on screens. */
      label: string;
      metadata: Record<string, string | number | boolean>;
      /** The other contact of the event: its account, or its user. */
      related: { id: string; name: string } | null;
    }
  | {
      type: "segment" | "stage" | "healthProfile";
      /** False for a segment that the contact left. */
      entered: boolean;
      /** Of the segment, the stage or the health; empty for none. */
      name: string;
      previous: string;
      /** "event report exported", "property", "time" … */
      cause: string;
    }
);

export type Timeline = { entries: TimelineEntry[]; next: TimelinePosition | null };
