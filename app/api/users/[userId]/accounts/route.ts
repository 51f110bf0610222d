import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { listMembershipContacts } from "@/lib/contacts/queries";
import { Account } from "@/lib/contacts/schema/account";
import { UserId } from "@/lib/contacts/schema/user";
import { pageQuery } from "@/lib/page";

export const GET = endpoint({
  method: "GET",
  path: "/users/{userId}/accounts",
  group: "Users",
  summary: "List the accounts of a user",
  description: "Without accounts that the user was removed from. Oldest first.",
  permission: "ReadContacts",
  params: z.strictObject({ userId: UserId }),
  query: z.strictObject(pageQuery),
  output: z.array(Account),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, params, query }) =>
    listMembershipContacts(workspaceId, "account", params.userId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
