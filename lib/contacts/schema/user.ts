import { z } from "zod";
import { contactFilters, type Identity, rejectDots } from "@/lib/contacts/schema/contact";
import { PropertyValue, SentProperties } from "@/lib/contacts/schema/property";
import { acceptLegacyBody } from "@/lib/legacy-body";
import { asFilter, pageQuery } from "@/lib/page";
import { RecordOutput } from "@/lib/record";
import { createEmailSchema } from "@/lib/text/email";
import { Text } from "@/lib/text/text";
import { Timestamp } from "@/lib/timestamp";

/** The example in the docs, which the contract tests send. */
export const exampleUser = { userId: "20180", email: "kim@northwind.com" };

export const UserId = Text(1, 255).meta({
  description: "Your own id of the user.",
  example: exampleUser.userId,
});
export const NewUserId = rejectDots(UserId);

export const Email = createEmailSchema({
  invalid: "This is not an email address.",
  tooLong: "Enter at most 254 characters.",
}).meta({
  description: "Case-insensitive. A non-ASCII host is stored in its Punycode form.",
  example: exampleUser.email,
});

/** In a query string, a "+" that was not encoded as "%2B" arrives as a space. */
const EmailParameter = z.preprocess(
  (value) => (typeof value === "string" ? value.replace(/(?<=\S) (?=\S)/g, "+") : value),
  Email,
);

function identificationBy(userId: z.ZodString) {
  return z
    .strictObject({ userId: userId.optional(), email: Email.optional() })
    .refine(
      (user) => user.userId !== undefined || user.email !== undefined,
      "This needs a 'userId', an 'email', or both.",
    )
    .meta({ minProperties: 1 });
}

/** The id decides where both are given: see `ensureContacts`. */
export const UserIdentification = identificationBy(NewUserId);
export type UserIdentification = z.infer<typeof UserIdentification>;

export function toUserIdentity({ userId, email }: UserIdentification): Identity {
  return { kind: "user", externalId: userId, alias: email };
}

export const User = z.object({
  userId: z.string().optional().meta({ example: exampleUser.userId }),
  email: z.string().optional().meta({ example: exampleUser.email }),
  properties: RecordOutput(PropertyValue, {
    description: "Includes computed properties, such as stage, health and scores.",
    example: { name: "Kim Sato", stage: "Customer", health: "Good", adoption_score: 82 },
  }),
  firstSeenAt: Timestamp,
  lastSeenAt: Timestamp,
  updatedAt: Timestamp,
});
export type User = z.infer<typeof User>;

export const UserQuery = z.strictObject({
  userId: asFilter(UserId, "Only the user with this id."),
  email: asFilter(EmailParameter, "Only the user with this email. Case-insensitive."),
  ...contactFilters,
  ...pageQuery,
});

export const UpsertUser = acceptLegacyBody(
  z.strictObject({ identification: UserIdentification, properties: SentProperties.optional() }),
  ({ userId, email, ...rest }) => ({ ...rest, identification: { userId, email } }),
);
export type UpsertUser = z.output<typeof UpsertUser>;

export const DeleteUser = z.strictObject({ identification: identificationBy(UserId) });

export const LinkDevice = acceptLegacyBody(
  z.strictObject({
    deviceId: Text(1, 255).meta({
      description: "The value of the cookie '__journey'.",
      example: "01JD9Z8K2N5P7R4T6V1W3X9Y0B",
    }),
    identification: UserIdentification,
  }),
  ({ userId, ...rest }) => ({ ...rest, identification: { userId } }),
);
