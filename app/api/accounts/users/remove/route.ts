import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { WriteResult } from "@/lib/api/write-result";
import { removeUsers } from "@/lib/contacts/memberships/mutations";
import { AccountUsers } from "@/lib/contacts/schema/account";

const message = "The users are not in the account.";

export const POST = endpoint({
  method: "POST",
  path: "/accounts/users/remove",
  group: "Accounts",
  summary: "Remove users from an account",
  description:
    "100 at most. The users stay, marked as removed from the account. Removing somebody who is not in it succeeds too.",
  permission: "TrackData",
  body: AccountUsers,
  output: WriteResult(message),
  status: 204,
  // These two read a request id from the body of every answer, and fail where there is none.
  bodyFor: {
    status: 200,
    accepts: (headers) => /^(js|python)-sdk\//.test(headers.get("user-agent") ?? ""),
  },
  envelope: "message",
  handler: async ({ workspaceId, body }) => {
    await removeUsers(workspaceId, body);
    return { message };
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(POST);
