import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { explainMembership } from "@/lib/segments/queries";
import { AccountSegmentPath, SegmentReason } from "@/lib/segments/schema";

export const GET = endpoint({
  method: "GET",
  path: "/accounts/{accountId}/segments/{segmentId}/why",
  group: "Segments",
  summary: "Explain why an account is in a segment, or not",
  description: "Each condition of the segment with what the account has. Evaluated for the call.",
  permission: "ReadSegments",
  params: AccountSegmentPath,
  output: SegmentReason,
  status: 200,
  handler: ({ workspaceId, params }) =>
    explainMembership(workspaceId, "account", params.accountId, params.segmentId),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
