import { z } from "zod";
import {
  maxEventNameLength,
  maxIdLength,
  maxParameterLength,
  maxTitleLength,
  maxUrlLength,
  maxVerificationLength,
} from "@/lib/collector/limits";
import { NewAccountId } from "@/lib/contacts/schema/account";
import { Metadata, SentProperties } from "@/lib/contacts/schema/property";
import { Email, NewUserId } from "@/lib/contacts/schema/user";
import { RecordInput } from "@/lib/record";
import { Text } from "@/lib/text/text";
import { day } from "@/lib/time";

/** What a page sends, one at a time, and what the collector reads: one side is tracker/, the other lib/collector/. */

/** Older messages count as this old. */
const mostAge = 7 * day;

/** An address without its query, where secrets can stand. */
const Address = Text(0, maxUrlLength).overwrite((url) => url.replace(/[?#].*$/s, ""));

const Page = z.strictObject({
  url: Address,
  title: Text(0, maxTitleLength).optional(),
  referrer: Address.optional(),
  parameters: RecordInput(Text(1, 50), Text(0, maxParameterLength), { maxNames: 50 }).optional(),
});

const common = {
  /** Names the message for good: one that comes again is the same. */
  id: Text(1, 64),
  /** The value of the cookie `__journey`. */
  deviceId: Text(1, maxIdLength),
  /** When it was sent, in milliseconds since 1970 by the browser's clock, which need not be right. */
  sentAt: z.number().optional(),
  /** Milliseconds that had passed by then. */
  age: z
    .number()
    .min(0)
    .default(0)
    .overwrite((age) => Math.min(age, mostAge)),
};

const verification = Text(0, maxVerificationLength).optional();
const accountId = NewAccountId.optional();
const name = Text(1, maxEventNameLength);

export const Message = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("pageview"), ...common, page: Page }),
  z.strictObject({ type: z.literal("screen"), ...common, page: Page, name, accountId, verification }),
  z.strictObject({
    type: z.literal("event"),
    ...common,
    name,
    accountId,
    verification,
    metadata: Metadata.optional(),
  }),
  z
    .strictObject({
      type: z.literal("identify"),
      ...common,
      userId: NewUserId.optional(),
      email: Email.optional(),
      verification,
      properties: SentProperties.optional(),
    })
    .refine(
      ({ userId, email }) => userId !== undefined || email !== undefined,
      "This needs a 'userId', an 'email', or both.",
    ),
  z.strictObject({
    type: z.literal("account"),
    ...common,
    accountId: NewAccountId,
    verification,
    properties: SentProperties.optional(),
  }),
]);
export type Message = z.output<typeof Message>;
export type MessageOf<Type extends Message["type"]> = Extract<Message, { type: Type }>;

export const TrackerId = Text(1, 64);

/** What a script has to know before it does anything in a browser that asks not to be tracked. */
export type CollectorSettings = { honorsOptOut: boolean };
