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

/** Messages from tracker/ to lib/collector/. */

/** Older messages count as this old. */
const maxAge = 7 * day;

/** A URL without its query, which may hold secrets. */
const PageUrl = Text(0, maxUrlLength).overwrite((url) => url.replace(/[?#].*$/s, ""));

const Page = z.strictObject({
  url: PageUrl,
  title: Text(0, maxTitleLength).optional(),
  referrer: PageUrl.optional(),
  parameters: RecordInput(Text(1, 50), Text(0, maxParameterLength), { maxNames: 50 }).optional(),
});

const common = {
  /** Makes a repeated message idempotent. */
  id: Text(1, 64),
  /** The value of the cookie `__journey`. */
  deviceId: Text(1, maxIdLength),
  /** Milliseconds since 1970 when it was sent, by the browser's clock, which may be wrong. */
  sentAt: z.number().optional(),
  /** Milliseconds from the activity to `sentAt`. */
  age: z
    .number()
    .min(0)
    .default(0)
    .overwrite((age) => Math.min(age, maxAge)),
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
      "Send a 'userId', an 'email' or both.",
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

/** Settings that the tracker needs in a browser with an opt-out signal. */
export type CollectorSettings = { honorsOptOut: boolean };
