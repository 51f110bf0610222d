import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { listSegments } from "@/lib/segments/queries";
import { Segment } from "@/lib/segments/schema";

export const GET = endpoint({
  method: "GET",
  path: "/segments/users",
  group: "Segments",
  summary: "List the segments of users",
  permission: "ReadSegments",
  output: z.array(Segment),
  status: 200,
  handler: ({ workspaceId }) => listSegments(workspaceId, "user"),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
