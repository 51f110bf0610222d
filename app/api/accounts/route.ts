import { z } from "zod";
import { Account, AccountQuery } from "@/lib/accounts/schema";
import { endpoint, refuseOtherMethods } from "@/lib/api/endpoint";
import { listContacts } from "@/lib/contacts/queries";
import { syncAdvice } from "@/lib/contacts/schema";

export const GET = endpoint({
  method: "GET",
  path: "/accounts",
  group: "Accounts",
  summary: "List accounts",
  description: syncAdvice,
  permission: "ReadContacts",
  query: AccountQuery,
  output: z.array(Account),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, query: { accountId, domain, ...query } }) =>
    listContacts(workspaceId, "account", { externalId: accountId, alias: domain, ...query }),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = refuseOtherMethods(GET);
