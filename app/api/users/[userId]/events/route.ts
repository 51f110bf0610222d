import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { UserId } from "@/lib/contacts/schema/user";
import { listContactEvents } from "@/lib/events/queries";
import { Event, EventQuery } from "@/lib/events/schema";

export const GET = endpoint({
  method: "GET",
  path: "/users/{userId}/events",
  group: "Users",
  summary: "List the events of a user",
  description: "Newest first.",
  permission: "ReadContacts",
  params: z.strictObject({ userId: UserId }),
  query: EventQuery,
  output: z.array(Event),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, params, query }) => listContactEvents(workspaceId, "user", params.userId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
