import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { toUpsertResult, UpsertResult } from "@/lib/api/write-result";
import { upsertAccount } from "@/lib/contacts/mutations";
import { UpsertAccount } from "@/lib/contacts/schema/account";

export const POST = endpoint({
  method: "POST",
  path: "/accounts/upsert",
  group: "Accounts",
  summary: "Create or update an account",
  description:
    "New properties are defined by their first value. Values of another type are rejected; all others are saved.",
  permission: "TrackData",
  body: UpsertAccount,
  output: UpsertResult("account"),
  status: 201,
  envelope: "message",
  handler: async ({ workspaceId, body }) => toUpsertResult("account", await upsertAccount(workspaceId, body)),
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(POST);
