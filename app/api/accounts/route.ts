import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { WriteResult } from "@/lib/api/write-result";
import { deleteAccount } from "@/lib/contacts/mutations";
import { listContacts } from "@/lib/contacts/queries";
import { Account, AccountQuery, DeleteAccount } from "@/lib/contacts/schema/account";
import { syncAdvice } from "@/lib/contacts/schema/contact";

export const GET = endpoint({
  method: "GET",
  path: "/accounts",
  group: "Accounts",
  summary: "List accounts",
  description: syncAdvice,
  permission: "ReadContacts",
  query: AccountQuery,
  output: z.array(Account),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, query: { accountId, domain, ...query } }) =>
    listContacts(workspaceId, "account", { externalId: accountId, alias: domain, ...query }),
});

const message = "The account is deleted.";

export const DELETE = endpoint({
  method: "DELETE",
  path: "/accounts",
  group: "Accounts",
  summary: "Delete an account",
  description: "Keeps its users and their events. An unknown account is no error.",
  permission: "TrackData",
  body: DeleteAccount,
  output: WriteResult(message),
  status: 202,
  envelope: "message",
  handler: async ({ workspaceId, body }) => {
    await deleteAccount(workspaceId, body.identification);
    return { message };
  },
});

export const { POST, PUT, PATCH, OPTIONS } = rejectOtherMethods(GET, DELETE);
