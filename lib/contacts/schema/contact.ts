import type { z } from "zod";
import { asFilter } from "@/lib/page";
import { Text } from "@/lib/text";
import { TimestampParameter } from "@/lib/timestamp";

/** A contact is a user or an account of the workspace's own product. */
export type ContactKind = "user" | "account";

/**
 * How a caller names a contact: by the customer's own id (`userId`, `accountId`), which is the stronger, by its
 * alias (`email`, `domain`), or by both.
 */
export type Identity = { kind: ContactKind; externalId: string | undefined; alias: string | undefined };

/** An id for a new contact. URL parsers remove "." and ".." from a path, so that its own path would be another one. */
export function rejectDots(id: z.ZodString): z.ZodString {
  return id.refine(
    (text) => !/^\.{1,2}$/.test(text),
    "This must not be '.' or '..', which no URL can carry.",
  );
}

/** The filters that lists of users and lists of accounts share. */
export const contactFilters = {
  segmentId: asFilter(Text(1, 100), "Those in this segment."),
  updatedSince: asFilter(
    TimestampParameter,
    "Those created or changed at this moment or later, by their last change. An event is no change: it moves 'lastSeenAt' alone.",
  ),
};

export type ContactFilters = {
  externalId?: string | undefined;
  /** A user's email, an account's domain. */
  alias?: string | undefined;
  segmentId?: string | undefined;
  updatedSince?: Date | undefined;
};

/** How to keep a copy, as the docs of both lists say it. */
export const syncAdvice =
  "Oldest first; with 'updatedSince', the least recently changed first. A contact that changes while you page through a " +
  "list with 'updatedSince' comes again at its end. To keep a copy up to date, take the latest 'updatedAt' that you have " +
  "seen, less one minute, as the next 'updatedSince': a change that took a moment to be written is then never missed. " +
  "Who was deleted, or became part of another contact, is in no list any more: read the whole list now and then, and " +
  "remove from your copy who is not in it.";
