import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { toUpsertResult, UpsertResult } from "@/lib/api/write-result";
import { upsertAccount } from "@/lib/contacts/mutations";
import { UpsertAccount } from "@/lib/contacts/schema/account";
import { toSharedAccountUpsert } from "@/lib/contacts/shared/mutations";

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
  sharedWrite: async ({ workspaceId, body }) => {
    const shared = await toSharedAccountUpsert(workspaceId, body);
    return shared && { write: shared.write, result: toUpsertResult("account", shared.rejected) };
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(POST);
