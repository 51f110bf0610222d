import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { getSnippet } from "@/lib/websites/queries";
import { Snippet, SnippetQuery } from "@/lib/websites/schema";

export const GET = endpoint({
  method: "GET",
  path: "/tracking/snippet",
  group: "Websites",
  summary: "Read the tracking snippet of a website",
  description: "HTML to put into the head of every page of the website.",
  permission: "GetTrackingSnippet",
  query: SnippetQuery,
  notFound: "No website of the workspace has this domain.",
  output: Snippet,
  status: 200,
  handler: ({ workspaceId, query }) => getSnippet(workspaceId, query.domain),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
