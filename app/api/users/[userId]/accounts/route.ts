import { z } from "zod";
import { Account } from "@/lib/accounts/schema";
import { endpoint, refuseOtherMethods } from "@/lib/api/endpoint";
import { listMemberships } from "@/lib/contacts/queries";
import { pageQuery } from "@/lib/page";
import { UserId } from "@/lib/users/schema";

export const GET = endpoint({
  method: "GET",
  path: "/users/{userId}/accounts",
  group: "Users",
  summary: "List the accounts of a user",
  description:
    "The accounts that the user is in. Those that they were removed from are not listed. Oldest first.",
  permission: "ReadContacts",
  params: z.strictObject({ userId: UserId }),
  query: z.strictObject(pageQuery),
  output: z.array(Account),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, params, query }) => listMemberships(workspaceId, "account", params.userId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = refuseOtherMethods(GET);
