import { domainToASCII } from "node:url";
import { parse } from "tldts";
import { z } from "zod";
import { contactFilters } from "@/lib/contacts/schema";
import { asFilter, pageQuery } from "@/lib/page";
import { PropertyValues } from "@/lib/properties/schema";
import { Text } from "@/lib/text";
import { Timestamp } from "@/lib/timestamp";

/** The example of the docs, and of the tests. */
export const exampleAccount = { accountId: "1001", domain: "northwind.com" };

export const AccountId = Text(1, 255).meta({
  description: "Your own id of the account.",
  example: exampleAccount.accountId,
});

/** A domain that somebody can register, by the public suffix list: "acme-inc.com", never "www.acme-inc.com". */
export const Domain = z
  .string()
  .overwrite((text) => domainToASCII(text.trim()).toLowerCase() || text)
  .refine(isRegistrable, "This is not a registrable domain, such as acme-inc.com.")
  .meta({ description: "A registrable domain, without 'www.'.", example: exampleAccount.domain });

function isRegistrable(domain: string): boolean {
  const { domain: registrable, hostname, isIp } = parse(domain, { validateHostname: true });
  return (
    !isIp && registrable !== null && registrable === domain && hostname === domain && domain.length <= 253
  );
}

/** How a caller names an account. The id is the stronger of the two: see lib/accounts/mutations.ts. */
export const AccountIdentification = z
  .strictObject({ accountId: AccountId.optional(), domain: Domain.optional() })
  .refine(
    ({ accountId, domain }) => accountId !== undefined || domain !== undefined,
    "This needs an 'accountId', a 'domain', or both.",
  );
export type AccountIdentification = z.infer<typeof AccountIdentification>;

/** An account as the API shows it. */
export const Account = z.object({
  accountId: z.string().optional().meta({ example: exampleAccount.accountId }),
  domain: z.string().optional().meta({ example: exampleAccount.domain }),
  properties: PropertyValues.meta({
    description: "Given and computed ones, such as stage, health and scores.",
    example: { name: "Northwind", plan: "Business", stage: "Customer", health: "Healthy", fit_score: 91 },
  }),
  firstSeenAt: Timestamp,
  lastSeenAt: Timestamp,
  updatedAt: Timestamp,
});
export type Account = z.infer<typeof Account>;

/** Which accounts to list. */
export const AccountQuery = z.strictObject({
  accountId: asFilter(AccountId, "The one with this id of yours."),
  domain: asFilter(Domain, "The one with this registrable domain."),
  ...contactFilters,
  ...pageQuery,
});
