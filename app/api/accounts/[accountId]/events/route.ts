import { z } from "zod";
import { AccountId } from "@/lib/accounts/schema";
import { endpoint, refuseOtherMethods } from "@/lib/api/endpoint";
import { listEvents } from "@/lib/events/queries";
import { Event, EventQuery } from "@/lib/events/schema";

export const GET = endpoint({
  method: "GET",
  path: "/accounts/{accountId}/events",
  group: "Accounts",
  summary: "List the events of an account",
  description: "Newest first.",
  permission: "ReadContacts",
  params: z.strictObject({ accountId: AccountId }),
  query: EventQuery,
  output: z.array(Event),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, params, query }) => listEvents(workspaceId, "account", params.accountId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = refuseOtherMethods(GET);
