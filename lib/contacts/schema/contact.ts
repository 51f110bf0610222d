import type { z } from "zod";
import { asFilter } from "@/lib/page";
import { Text } from "@/lib/text/text";
import { TimestampParameter } from "@/lib/timestamp";

/** A contact is a user or an account of the workspace's own product. */
export type ContactKind = "user" | "account";

/**
 * The identifiers that name one contact, at least one of them. The external id is the workspace's own id (`userId`,
 * `accountId`) and decides where the two disagree. The alias is a user's `email` or an account's `domain`.
 */
export type Identity = { kind: ContactKind; externalId: string | undefined; alias: string | undefined };

/** For ids of new contacts. URL parsers resolve "." and ".." in a path, so such a contact would have no URL. */
export function rejectDots(id: z.ZodString): z.ZodString {
  return id.refine(
    (text) => !/^\.{1,2}$/.test(text),
    "This must not be '.' or '..': URLs cannot carry them.",
  );
}

/** The filters that both lists have. */
export const contactFilters = {
  segmentId: asFilter(Text(1, 100), "Only those in this segment."),
  updatedSince: asFilter(
    TimestampParameter,
    "Only those created or changed at or after this time. Events do not count as changes: they only set 'lastSeenAt'.",
  ),
};

export type ContactFilters = {
  externalId?: string | undefined;
  alias?: string | undefined;
  segmentId?: string | undefined;
  updatedSince?: Date | undefined;
};

/** The description of both lists in the docs. */
export const syncAdvice =
  "Ordered from oldest to newest, or from least to most recently changed with 'updatedSince'. A contact that changes " +
  "while you page through a list with 'updatedSince' appears again at its end. To keep a copy up to date, set " +
  "'updatedSince' to the latest 'updatedAt' that you have seen minus one minute, so that changes still being written are " +
  "not missed. Deleted and merged contacts disappear from the lists: from time to time, read the whole list and remove " +
  "the others from your copy.";
