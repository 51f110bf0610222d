"use server";

import { action } from "@/lib/action";
import * as mutations from "@/lib/connectors/mutations";
import * as queries from "@/lib/connectors/queries";
import {
  ConnectorEdit,
  ConnectorReference,
  NewConnector,
  WriteKeyToRegenerate,
} from "@/lib/connectors/schema";

/** The current row, for a member whose edit conflicted with another one. */
export const getConnector = action({
  may: "viewConnectors",
  input: ConnectorReference,
  refresh: false,
  handler: ({ actor, input }) => queries.getConnector(actor.workspaceId, input.id),
});

// Actions that issue a write key do not refresh the page: that would close the dialog that shows it.

export const createConnector = action({
  may: "manageConnectors",
  needsProof: true,
  input: NewConnector,
  refresh: false,
  handler: ({ actor, input }) => mutations.createConnector(actor.workspaceId, actor.personId, input),
});

export const updateConnector = action({
  may: "manageConnectors",
  input: ConnectorEdit,
  handler: ({ actor, input }) => mutations.updateConnector(actor.workspaceId, actor.personId, input),
});

export const regenerateWriteKey = action({
  may: "manageConnectors",
  needsProof: true,
  input: WriteKeyToRegenerate,
  refresh: false,
  handler: ({ actor, input }) => mutations.regenerateWriteKey(actor.workspaceId, actor.personId, input),
});

export const deleteConnector = action({
  may: "manageConnectors",
  input: ConnectorReference,
  handler: ({ actor, input }) => mutations.deleteConnector(actor.workspaceId, actor.personId, input.id),
});
