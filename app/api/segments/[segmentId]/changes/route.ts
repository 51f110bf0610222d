import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { listMemberChanges } from "@/lib/segments/queries";
import { MemberChange, MemberChangeQuery, SegmentPath } from "@/lib/segments/schema";

export const GET = endpoint({
  method: "GET",
  path: "/segments/{segmentId}/changes",
  group: "Segments",
  summary: "List the changes of a segment's members",
  description:
    "Oldest first. Applied in this order, they lead to the members. To keep a copy up to date, set 'after' to the 'id' of the " +
    "last change that you have applied: a change is listed only when all older ones are. The changes of deleted and merged " +
    "contacts disappear: from time to time, read the list from the start.",
  permission: "ReadSegments",
  params: SegmentPath,
  query: MemberChangeQuery,
  output: z.array(MemberChange),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, params, query }) => listMemberChanges(workspaceId, params.segmentId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
