import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { pageQuery } from "@/lib/page";
import { listCampaigns } from "@/lib/visits/queries";
import { Campaign } from "@/lib/visits/schema";

export const GET = endpoint({
  method: "GET",
  path: "/campaigns",
  group: "Campaigns and channels",
  summary: "List the campaigns",
  description: "Campaigns of visits, named by utm_campaign. Oldest first.",
  permission: "ReadCampaigns",
  query: z.strictObject(pageQuery),
  output: z.array(Campaign),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, query }) => listCampaigns(workspaceId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
