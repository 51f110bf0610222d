import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { toUpsertResult, UpsertResult } from "@/lib/api/write-result";
import { upsertUser } from "@/lib/contacts/mutations";
import { UpsertUser } from "@/lib/contacts/schema/user";
import { toSharedUserUpsert } from "@/lib/contacts/shared/mutations";

export const POST = endpoint({
  method: "POST",
  path: "/users/upsert",
  group: "Users",
  summary: "Create or update a user",
  description:
    "New properties are defined by their first value. Values of another type are rejected; all others are saved.",
  permission: "TrackData",
  body: UpsertUser,
  output: UpsertResult("user"),
  status: 201,
  envelope: "message",
  handler: async ({ workspaceId, body }) => toUpsertResult("user", await upsertUser(workspaceId, body)),
  sharedWrite: async ({ workspaceId, body }) => {
    const shared = await toSharedUserUpsert(workspaceId, body);
    return shared && { write: shared.write, result: toUpsertResult("user", shared.rejected) };
  },
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(POST);
