import { endpoint, refuseOtherMethods } from "@/lib/api/endpoint";
import { toUpserted, Upserted } from "@/lib/api/upserted";
import { upsertUser } from "@/lib/contacts/mutations";
import { UpsertUser } from "@/lib/contacts/schema/user";

export const POST = endpoint({
  method: "POST",
  path: "/users/upsert",
  group: "Users",
  summary: "Create or update a user",
  description:
    "Properties define themselves when they are first seen. A value that does not fit its property's type is rejected, and everything else is kept.",
  permission: "TrackData",
  body: UpsertUser,
  output: Upserted("user"),
  status: 201,
  envelope: "message",
  handler: async ({ workspaceId, body }) => toUpserted("user", await upsertUser(workspaceId, body)),
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = refuseOtherMethods(POST);
