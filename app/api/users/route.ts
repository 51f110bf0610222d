import { z } from "zod";
import { endpoint, refuseOtherMethods } from "@/lib/api/endpoint";
import { listContacts } from "@/lib/contacts/queries";
import { syncAdvice } from "@/lib/contacts/schema";
import { User, UserQuery } from "@/lib/users/schema";

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

export const { POST, PUT, PATCH, DELETE, OPTIONS } = refuseOtherMethods(GET);
