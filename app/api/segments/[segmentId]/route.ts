import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { getSegment } from "@/lib/segments/queries";
import { SegmentDetails, SegmentPath } from "@/lib/segments/schema";

export const GET = endpoint({
  method: "GET",
  path: "/segments/{segmentId}",
  group: "Segments",
  summary: "Read a segment",
  description: "How many members it has, and whether its conditions are applied to all contacts yet.",
  permission: "ReadSegments",
  params: SegmentPath,
  output: SegmentDetails,
  status: 200,
  handler: ({ workspaceId, params }) => getSegment(workspaceId, params.segmentId),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
