import { z } from "zod";
import { contactFilters, type Identity, rejectDots } from "@/lib/contacts/schema/contact";
import { PropertyValue, SentProperties } from "@/lib/contacts/schema/property";
import { EmailAddress } from "@/lib/email";
import { acceptLegacyBody } from "@/lib/legacy-body";
import { asFilter, pageQuery } from "@/lib/page";
import { RecordOutput } from "@/lib/record";
import { Text } from "@/lib/text";
import { Timestamp } from "@/lib/timestamp";

/** The example of the docs, and of the tests. */
export const exampleUser = { userId: "20180", email: "kim@northwind.com" };

export const UserId = Text(1, 255).meta({
  description: "Your own id of the user.",
  example: exampleUser.userId,
});
export const NewUserId = rejectDots(UserId);

export const Email = EmailAddress({
  invalid: "This is not an email address.",
  tooLong: "This may have 254 characters at most.",
}).meta({
  description: "Compared without regard to case. A host beyond ASCII is kept as the DNS spells it.",
  example: exampleUser.email,
});

/** An address in a query, where a "+" that was not written "%2B" has become a space. */
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

/** How a caller names a user. The id is the stronger of the two: see lib/contacts/identities/mutations.ts. */
export const UserIdentification = identificationBy(NewUserId);
export type UserIdentification = z.infer<typeof UserIdentification>;

export function toUserIdentity({ userId, email }: UserIdentification): Identity {
  return { kind: "user", externalId: userId, alias: email };
}

/** A user as the API shows them. */
export const User = z.object({
  userId: z.string().optional().meta({ example: exampleUser.userId }),
  email: z.string().optional().meta({ example: exampleUser.email }),
  properties: RecordOutput(PropertyValue, {
    description: "Given and computed ones, such as stage, health and scores.",
    example: { name: "Kim Sato", stage: "Customer", health: "Healthy", adoption_score: 82 },
  }),
  firstSeenAt: Timestamp,
  lastSeenAt: Timestamp,
  updatedAt: Timestamp,
});
export type User = z.infer<typeof User>;

/** Which users to list. */
export const UserQuery = z.strictObject({
  userId: asFilter(UserId, "The one with this id of yours."),
  email: asFilter(EmailParameter, "The one with this address, compared without regard to case."),
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
