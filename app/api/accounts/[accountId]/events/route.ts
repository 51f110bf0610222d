import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { AccountId } from "@/lib/contacts/schema/account";
import { listContactEvents } from "@/lib/events/queries";
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
  handler: ({ workspaceId, params, query }) =>
    listContactEvents(workspaceId, "account", params.accountId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
