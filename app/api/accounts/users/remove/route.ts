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
    "At most 100. The users are kept, marked as removed from the account. Users outside the account are no error.",
  permission: "TrackData",
  body: AccountUsers,
  output: WriteResult(message),
  status: 204,
  // These SDKs read a request id from every body, and fail without one.
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
