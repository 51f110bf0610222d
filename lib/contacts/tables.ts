import type { ContactKind } from "@/lib/contacts/schema/contact";

/** What the two kinds of contact have alike, as SQL spells it. */
export const contactTables = {
  user: {
    table: `"User"`,
    alias: `"email"`,
    /** The column by which other tables refer to it; and that by which they refer to the other kind. */
    reference: `"userId"`,
    otherReference: `"accountId"`,
    segments: `"SegmentUser"`,
  },
  account: {
    table: `"Account"`,
    alias: `"domain"`,
    reference: `"accountId"`,
    otherReference: `"userId"`,
    segments: `"SegmentAccount"`,
  },
} as const satisfies Record<ContactKind, Record<string, string>>;
