import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { WriteResult } from "@/lib/api/write-result";
import { deleteUser } from "@/lib/contacts/mutations";
import { listContacts } from "@/lib/contacts/queries";
import { syncAdvice } from "@/lib/contacts/schema/contact";
import { DeleteUser, User, UserQuery } from "@/lib/contacts/schema/user";

export const GET = endpoint({
  method: "GET",
  path: "/users",
  group: "Users",
  summary: "List users",
  description: syncAdvice,
  permission: "ReadContacts",
  query: UserQuery,
  output: z.array(User),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, query: { userId, email, ...query } }) =>
    listContacts(workspaceId, "user", { externalId: userId, alias: email, ...query }),
});

const message = "The user is deleted.";

export const DELETE = endpoint({
  method: "DELETE",
  path: "/users",
  group: "Users",
  summary: "Delete a user",
  description:
    "Deletes the user's events as well, except those in an account, which keeps them. An unknown user is no error.",
  permission: "TrackData",
  body: DeleteUser,
  output: WriteResult(message),
  status: 202,
  envelope: "message",
  handler: async ({ workspaceId, body }) => {
    await deleteUser(workspaceId, body.identification);
    return { message };
  },
});

export const { POST, PUT, PATCH, OPTIONS } = rejectOtherMethods(GET, DELETE);
