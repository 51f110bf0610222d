import { z } from "zod";
import { POST as track } from "@/app/api/track/route";
import { endpoint } from "@/lib/api/endpoint";
import { getAlias } from "@/lib/api/endpoint-spec";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { listEventDefinitions } from "@/lib/events/queries";
import { EventDefinition } from "@/lib/events/schema";

export const GET = endpoint({
  method: "GET",
  path: "/events",
  group: "Events",
  summary: "List the event definitions",
  permission: "ReadEvents",
  output: z.array(EventDefinition),
  status: 200,
  handler: ({ workspaceId }) => listEventDefinitions(workspaceId),
});

export const POST = getAlias(track, "/events");

export const { PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET, POST);
