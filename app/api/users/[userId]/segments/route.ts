import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { UserId } from "@/lib/contacts/schema/user";
import { pageQuery } from "@/lib/page";
import { listContactSegments } from "@/lib/segments/queries";
import { Segment } from "@/lib/segments/schema";

export const GET = endpoint({
  method: "GET",
  path: "/users/{userId}/segments",
  group: "Users",
  summary: "List the segments of a user",
  permission: "ReadContacts",
  params: z.strictObject({ userId: UserId }),
  query: z.strictObject(pageQuery),
  output: z.array(Segment),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, params, query }) => listContactSegments(workspaceId, "user", params.userId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
