import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { AccountId } from "@/lib/contacts/schema/account";
import { pageQuery } from "@/lib/page";
import { listContactSegments } from "@/lib/segments/queries";
import { Segment } from "@/lib/segments/schema";

export const GET = endpoint({
  method: "GET",
  path: "/accounts/{accountId}/segments",
  group: "Accounts",
  summary: "List the segments of an account",
  permission: "ReadContacts",
  params: z.strictObject({ accountId: AccountId }),
  query: z.strictObject(pageQuery),
  output: z.array(Segment),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, params, query }) =>
    listContactSegments(workspaceId, "account", params.accountId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
