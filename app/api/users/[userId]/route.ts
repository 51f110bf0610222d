import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { getContact } from "@/lib/contacts/queries";
import { User, UserId } from "@/lib/contacts/schema/user";

export const GET = endpoint({
  method: "GET",
  path: "/users/{userId}",
  group: "Users",
  summary: "Read a user",
  permission: "ReadContacts",
  params: z.strictObject({ userId: UserId }),
  output: User,
  status: 200,
  handler: ({ workspaceId, params }) => getContact(workspaceId, "user", params.userId),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
