import "server-only";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { Prisma } from "@/lib/db/generated/client";

/** Tables and columns that users and accounts have in common. */
export const contactTables = {
  user: {
    table: Prisma.sql`"User"`,
    aliasColumn: Prisma.sql`"email"`,
    /** The column of other tables that refers to the contact. */
    foreignKey: Prisma.sql`"userId"`,
    /** The column of other tables that refers to a contact of the other kind. */
    otherForeignKey: Prisma.sql`"accountId"`,
    segmentTable: Prisma.sql`"SegmentUser"`,
  },
  account: {
    table: Prisma.sql`"Account"`,
    aliasColumn: Prisma.sql`"domain"`,
    foreignKey: Prisma.sql`"accountId"`,
    otherForeignKey: Prisma.sql`"userId"`,
    segmentTable: Prisma.sql`"SegmentAccount"`,
  },
} as const satisfies Record<ContactKind, Record<string, Prisma.Sql>>;
