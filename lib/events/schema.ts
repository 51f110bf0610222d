import { z } from "zod";
import { AccountIdentification, exampleAccount } from "@/lib/contacts/schema/account";
import { Metadata } from "@/lib/contacts/schema/property";
import { exampleUser, UserIdentification } from "@/lib/contacts/schema/user";
import { acceptLegacyBody } from "@/lib/legacy-body";
import { asFilter, pageQuery } from "@/lib/page";
import { RecordOutput } from "@/lib/record";
import { Text } from "@/lib/text";
import { day } from "@/lib/time";
import { Timestamp, TimestampParameter } from "@/lib/timestamp";

export const EventDefinition = z
  .object({
    id: z.string(),
    name: z.string(),
    group: z.object({ id: z.string(), name: z.string() }).optional(),
  })
  .meta({
    example: {
      id: "01JD9Z4R1T6Y8U3P5S7W2X0V9B",
      name: "report exported",
      group: { id: "01JD9Z4R1T6Y8U3P5S7W2X0V9C", name: "Reports" },
    },
  });
export type EventDefinition = z.infer<typeof EventDefinition>;

/** Something that happened, as the API shows it. */
export const Event = z.object({
  id: z.string().meta({ example: "01JD9ZC2N5B8V1M4K7J0H3G6F9" }),
  name: z.string().meta({ example: "report exported" }),
  triggeredAt: Timestamp,
  metadata: RecordOutput(z.union([z.string(), z.boolean(), z.number()]), {
    example: { format: "pdf", pages: 12, scheduled: false },
  }),
  user: z.object({ userId: z.string().optional(), email: z.string().optional() }).optional().meta({
    description: "Whom it happened to.",
    example: exampleUser,
  }),
  account: z.object({ accountId: z.string().optional(), domain: z.string().optional() }).optional().meta({
    description: "The account that it happened in.",
    example: exampleAccount,
  }),
});
export type Event = z.infer<typeof Event>;

const eventFilters = {
  name: asFilter(Text(1, 255), "Those of this name."),
  from: asFilter(TimestampParameter, "Those at this moment or later."),
  to: asFilter(TimestampParameter, "Those before this moment."),
};

/** Which events to list. */
export const EventQuery = z.strictObject({ ...eventFilters, ...pageQuery });
export type EventQuery = z.infer<typeof EventQuery>;
/** A clock without a time zone is at most this much ahead of UTC, and a wrong one a bit more. */
const mostAhead = day;

const Moment = Timestamp.refine((date) => date.getTime() >= 0, "This lies before 1970.").refine(
  (date) => date.getTime() <= Date.now() + mostAhead,
  "This lies more than a day in the future.",
);

export const SentEvent = z.strictObject({
  identification: acceptLegacyBody(
    z
      .strictObject({ user: UserIdentification.optional(), account: AccountIdentification.optional() })
      .refine(
        ({ user, account }) => user !== undefined || account !== undefined,
        "This needs a 'user', an 'account', or both.",
      )
      .meta({ minProperties: 1 }),
    ({ userId, accountId, ...rest }) => ({
      ...rest,
      ...(userId !== undefined && { user: { userId } }),
      ...(accountId !== undefined && { account: { accountId } }),
    }),
  ),
  name: Text(1, 100).meta({ example: "report_exported" }),
  triggeredAt: Moment.optional().meta({
    description:
      "When it happened, if not now: 1970 at the earliest, and a day from now at the latest. Without an offset it is UTC.",
    example: "2026-11-24T09:30:00.000Z",
  }),
  recordedAt: Moment.optional().meta({
    description: "What the PHP SDK called 'triggeredAt' until its version 3.1.2.",
    deprecated: true,
  }),
  metadata: Metadata.optional(),
});
export type SentEvent = z.output<typeof SentEvent>;
