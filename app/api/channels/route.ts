import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { pageQuery } from "@/lib/page";
import { listChannels } from "@/lib/visits/queries";
import { Channel } from "@/lib/visits/schema";

export const GET = endpoint({
  method: "GET",
  path: "/channels",
  group: "Campaigns and channels",
  summary: "List the channels",
  description: "The sources of visits. Oldest first.",
  permission: "ReadChannels",
  query: z.strictObject(pageQuery),
  output: z.array(Channel),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, query }) => listChannels(workspaceId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
