import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { getContact } from "@/lib/contacts/queries";
import { Account, AccountId } from "@/lib/contacts/schema/account";

export const GET = endpoint({
  method: "GET",
  path: "/accounts/{accountId}",
  group: "Accounts",
  summary: "Read an account",
  permission: "ReadContacts",
  params: z.strictObject({ accountId: AccountId }),
  output: Account,
  status: 200,
  handler: ({ workspaceId, params }) => getContact(workspaceId, "account", params.accountId),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
