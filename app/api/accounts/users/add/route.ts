import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { WriteResult } from "@/lib/api/write-result";
import { addUsers } from "@/lib/contacts/memberships/mutations";
import { AccountUsers } from "@/lib/contacts/schema/account";

const message = "The users are in the account.";

export const POST = endpoint({
  method: "POST",
  path: "/accounts/users/add",
  group: "Accounts",
  summary: "Add users to an account",
  description: "At most 100. Creates new users and a new account.",
  permission: "TrackData",
  body: AccountUsers,
  output: WriteResult(message),
  status: 201,
  envelope: "message",
  handler: async ({ workspaceId, body }) => {
    await addUsers(workspaceId, body);
    return { message };
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(POST);
