import { z } from "zod";
import { AccountId } from "@/lib/accounts/schema";
import { endpoint, refuseOtherMethods } from "@/lib/api/endpoint";
import { listMemberships } from "@/lib/contacts/queries";
import { pageQuery } from "@/lib/page";
import { User } from "@/lib/users/schema";

export const GET = endpoint({
  method: "GET",
  path: "/accounts/{accountId}/users",
  group: "Accounts",
  summary: "List the users of an account",
  description:
    "The users that are in the account. Those that were removed from it are not listed. Oldest first.",
  permission: "ReadContacts",
  params: z.strictObject({ accountId: AccountId }),
  query: z.strictObject(pageQuery),
  output: z.array(User),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, params, query }) => listMemberships(workspaceId, "user", params.accountId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = refuseOtherMethods(GET);
