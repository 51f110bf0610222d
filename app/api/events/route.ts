import { z } from "zod";
import { endpoint, rejectOtherMethods } from "@/lib/api/endpoint";
import { trackEndpoint } from "@/lib/api/track-endpoint";
import { listEventDefinitions } from "@/lib/events/queries";
import { EventDefinition } from "@/lib/events/schema";

export const GET = endpoint({
  method: "GET",
  path: "/events",
  group: "Events",
  summary: "List the events that are known",
  permission: "ReadEvents",
  output: z.array(EventDefinition),
  status: 200,
  handler: ({ workspaceId }) => listEventDefinitions(workspaceId),
});

export const POST = trackEndpoint("/events", "The older name of POST /track: call that instead.");

export const { PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET, POST);
