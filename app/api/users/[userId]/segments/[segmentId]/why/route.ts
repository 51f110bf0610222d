import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { explainMembership } from "@/lib/segments/queries";
import { SegmentReason, UserSegmentPath } from "@/lib/segments/schema";

export const GET = endpoint({
  method: "GET",
  path: "/users/{userId}/segments/{segmentId}/why",
  group: "Segments",
  summary: "Explain why a user is in a segment, or not",
  description: "Each condition of the segment with what the user has. Evaluated for the call.",
  permission: "ReadSegments",
  params: UserSegmentPath,
  output: SegmentReason,
  status: 200,
  handler: ({ workspaceId, params }) =>
    explainMembership(workspaceId, "user", params.userId, params.segmentId),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
