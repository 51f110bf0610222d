import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { listLoggedCalls } from "@/lib/management/calls/queries";
import { LoggedCall, LoggedCallQuery } from "@/lib/management/calls/schema";

export const GET = endpoint({
  method: "GET",
  path: "/management/logs",
  group: "Management",
  summary: "List logged calls",
  description:
    "The calls of all applications and management tokens, newest first, without headers and bodies.",
  permission: "ReadApplications",
  query: LoggedCallQuery,
  output: z.array(LoggedCall),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, query }) => listLoggedCalls(workspaceId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
