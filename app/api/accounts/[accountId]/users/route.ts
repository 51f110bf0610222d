import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { WriteResult } from "@/lib/api/write-result";
import { addUsers, removeUsers } from "@/lib/contacts/memberships/mutations";
import { listMembershipContacts } from "@/lib/contacts/queries";
import { AccountPath, AccountUser, NewAccountPath } from "@/lib/contacts/schema/account";
import { User } from "@/lib/contacts/schema/user";
import { pageQuery } from "@/lib/page";

export const GET = endpoint({
  method: "GET",
  path: "/accounts/{accountId}/users",
  group: "Accounts",
  summary: "List the users of an account",
  description: "Without removed users. Oldest first.",
  permission: "ReadContacts",
  params: AccountPath,
  query: z.strictObject(pageQuery),
  output: z.array(User),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, params, query }) =>
    listMembershipContacts(workspaceId, "user", params.accountId, query),
});

const [added, removed] = ["The user is in the account.", "The user is not in the account."];

export const POST = endpoint({
  method: "POST",
  path: "/accounts/{accountId}/users",
  group: "Accounts",
  summary: "Add a user to an account",
  deprecated: "Of an older version: call POST /accounts/users/add instead.",
  permission: "TrackData",
  params: NewAccountPath,
  body: AccountUser,
  output: WriteResult(added),
  status: 201,
  envelope: "message",
  handler: async ({ workspaceId, params, body }) => {
    await addUsers(workspaceId, { account: params, users: [{ identification: body }] });
    return { message: added };
  },
});

export const DELETE = endpoint({
  method: "DELETE",
  path: "/accounts/{accountId}/users",
  group: "Accounts",
  summary: "Remove a user from an account",
  deprecated: "Of an older version: call POST /accounts/users/remove instead.",
  permission: "TrackData",
  params: AccountPath,
  body: AccountUser,
  output: WriteResult(removed),
  status: 201,
  envelope: "message",
  handler: async ({ workspaceId, params, body }) => {
    await removeUsers(workspaceId, { account: params, users: [{ identification: body }] });
    return { message: removed };
  },
});

export const { PUT, PATCH, OPTIONS } = rejectOtherMethods(GET, POST, DELETE);
