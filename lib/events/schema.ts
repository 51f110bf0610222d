import { z } from "zod";
import { AccountIdentification, exampleAccount } from "@/lib/contacts/schema/account";
import { Metadata } from "@/lib/contacts/schema/property";
import { exampleUser, UserIdentification } from "@/lib/contacts/schema/user";
import { acceptLegacyBody } from "@/lib/legacy-body";
import { asFilter, pageQuery } from "@/lib/page";
import { RecordOutput } from "@/lib/record";
import { Text } from "@/lib/text/text";
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

export const Event = z.object({
  id: z.string().meta({ example: "01JD9ZC2N5B8V1M4K7J0H3G6F9" }),
  name: z.string().meta({ example: "report exported" }),
  triggeredAt: Timestamp,
  metadata: RecordOutput(z.union([z.string(), z.boolean(), z.number()]), {
    example: { format: "pdf", pages: 12, scheduled: false },
  }),
  user: z.object({ userId: z.string().optional(), email: z.string().optional() }).optional().meta({
    description: "The user of the event.",
    example: exampleUser,
  }),
  account: z.object({ accountId: z.string().optional(), domain: z.string().optional() }).optional().meta({
    description: "The account of the event.",
    example: exampleAccount,
  }),
});
export type Event = z.infer<typeof Event>;

const eventFilters = {
  name: asFilter(Text(1, 255), "Only events with this name."),
  from: asFilter(TimestampParameter, "Only events at or after this time."),
  to: asFilter(TimestampParameter, "Only events before this time."),
};

export const EventQuery = z.strictObject({ ...eventFilters, ...pageQuery });
export type EventQuery = z.infer<typeof EventQuery>;

/** Local times without an offset are up to 14 hours ahead of UTC; the rest is for wrong clocks. */
const maxAhead = day;

const EventTime = Timestamp.refine((date) => date.getTime() >= 0, "This must be in 1970 or later.").refine(
  (date) => date.getTime() <= Date.now() + maxAhead,
  "This must be at most one day in the future.",
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
  triggeredAt: EventTime.optional().meta({
    description: "Defaults to now. From 1970 to one day in the future. UTC if it has no offset.",
    example: "2026-11-24T09:30:00.000Z",
  }),
  recordedAt: EventTime.optional().meta({
    description: "The name of 'triggeredAt' in the PHP SDK before version 3.1.2.",
    deprecated: true,
  }),
  metadata: Metadata.optional(),
});
export type SentEvent = z.output<typeof SentEvent>;
