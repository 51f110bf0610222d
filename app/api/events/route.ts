import { z } from "zod";
import { endpoint, refuseOtherMethods } from "@/lib/api/endpoint";
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

export const { POST, PUT, PATCH, DELETE, OPTIONS } = refuseOtherMethods(GET);
