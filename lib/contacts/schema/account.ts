import { z } from "zod";
import { contactFilters, type Identity, rejectDots } from "@/lib/contacts/schema/contact";
import { PropertyValue, SentProperties } from "@/lib/contacts/schema/property";
import { NewUserId, UserIdentification } from "@/lib/contacts/schema/user";
import { acceptLegacyBody } from "@/lib/legacy-body";
import { asFilter, pageQuery } from "@/lib/page";
import { RecordOutput } from "@/lib/record";
import { maxDomainLength, toAsciiDomain } from "@/lib/text/ascii-domain";
import { findRegistrableDomain } from "@/lib/text/registrable-domain";
import { Text } from "@/lib/text/text";
import { Timestamp } from "@/lib/timestamp";

/** The example in the docs, which the contract tests send. */
export const exampleAccount = { accountId: "1001", domain: "northwind.com" };

export const AccountId = Text(1, 255).meta({
  description: "Your own id of the account.",
  example: exampleAccount.accountId,
});
export const NewAccountId = rejectDots(AccountId);

/** A registrable domain by the public suffix list: "acme-inc.com", not "www.acme-inc.com". */
export const Domain = z
  .string()
  .overwrite(toAsciiDomain)
  .refine(isRegistrable, "This is not a registrable domain. One looks like acme-inc.com.")
  .meta({
    description: "A registrable domain, without 'www.'.",
    example: exampleAccount.domain,
    maxLength: maxDomainLength,
  });

function isRegistrable(domain: string): boolean {
  return domain.length <= maxDomainLength && findRegistrableDomain(domain) === domain;
}

function identificationBy(accountId: z.ZodString) {
  return z
    .strictObject({ accountId: accountId.optional(), domain: Domain.optional() })
    .refine(
      (account) => account.accountId !== undefined || account.domain !== undefined,
      "This needs an 'accountId', a 'domain', or both.",
    )
    .meta({ minProperties: 1 });
}

/** The id decides where both are given: see `ensureContacts`. */
export const AccountIdentification = identificationBy(NewAccountId);
export type AccountIdentification = z.infer<typeof AccountIdentification>;

export function toAccountIdentity({ accountId, domain }: AccountIdentification): Identity {
  return { kind: "account", externalId: accountId, alias: domain };
}

export const Account = z.object({
  accountId: z.string().optional().meta({ example: exampleAccount.accountId }),
  domain: z.string().optional().meta({ example: exampleAccount.domain }),
  properties: RecordOutput(PropertyValue, {
    description: "Includes computed properties, such as stage, health and scores.",
    example: { name: "Northwind", plan: "Business", stage: "Customer", health: "Good", fit_score: 91 },
  }),
  firstSeenAt: Timestamp,
  lastSeenAt: Timestamp,
  updatedAt: Timestamp,
});
export type Account = z.infer<typeof Account>;

export const AccountQuery = z.strictObject({
  accountId: asFilter(AccountId, "Only the account with this id."),
  domain: asFilter(Domain, "Only the account with this registrable domain."),
  ...contactFilters,
  ...pageQuery,
});

function Users(max: number) {
  return z
    .array(z.strictObject({ identification: UserIdentification }))
    .max(max, `This may have ${max.toLocaleString("en")} users at most.`);
}

export const UpsertAccount = acceptLegacyBody(
  z.strictObject({
    identification: AccountIdentification,
    properties: SentProperties.optional(),
    members: Users(1_000).optional().meta({
      description: "Users to add to the account. Use POST /accounts/users/add instead.",
      deprecated: true,
    }),
  }),
  ({ accountId, name, properties, members, ...rest }) => ({
    ...rest,
    identification: { accountId },
    properties: withName(properties, name),
    members: Array.isArray(members) ? members.map((userId) => ({ identification: { userId } })) : members,
  }),
);
export type UpsertAccount = z.output<typeof UpsertAccount>;

/** In the legacy body, the name stands beside the properties. */
function withName(properties: unknown = {}, name: unknown): unknown {
  if (name === undefined || typeof properties !== "object") return properties;
  return Array.isArray(properties) && properties.length > 0 ? properties : { name, ...properties };
}

export const DeleteAccount = z.strictObject({ identification: identificationBy(AccountId) });

export const AccountUsers = z.strictObject({ account: AccountIdentification, users: Users(100) });
export type AccountUsers = z.output<typeof AccountUsers>;

export const AccountPath = z.strictObject({ accountId: AccountId });
export const NewAccountPath = z.strictObject({ accountId: NewAccountId });

export const AccountUser = z.strictObject({ userId: NewUserId });
