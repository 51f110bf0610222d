"use server";

import { action } from "@/lib/action";
import * as mutations from "@/lib/connectors/mutations";
import * as queries from "@/lib/connectors/queries";
import type { SavedConnector } from "@/lib/connectors/rows";
import {
  ConnectorEdit,
  ConnectorReference,
  ConnectorSecretToRegenerate,
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

// Actions that issue a write key or a secret do not refresh the page: that would close the dialog that shows it.

export const createConnector = action({
  may: "manageConnectors",
  needsProof: true,
  input: NewConnector,
  refresh: false,
  handler: ({ actor, input }) => mutations.createConnector(actor.workspaceId, actor.personId, input),
});

/** Turning the verification on issues a secret. */
export const updateConnector = action({
  may: "manageConnectors",
  needsProof: ({ verifiesIdentities, from }) => verifiesIdentities && !from.verifiesIdentities,
  input: ConnectorEdit,
  refresh: ({ secret }: SavedConnector) => secret === null,
  handler: ({ actor, input }) => mutations.updateConnector(actor.workspaceId, actor.personId, input),
});

export const regenerateWriteKey = action({
  may: "manageConnectors",
  needsProof: true,
  input: WriteKeyToRegenerate,
  refresh: false,
  handler: ({ actor, input }) => mutations.regenerateWriteKey(actor.workspaceId, actor.personId, input),
});

export const regenerateConnectorSecret = action({
  may: "manageConnectors",
  needsProof: true,
  input: ConnectorSecretToRegenerate,
  refresh: false,
  handler: ({ actor, input }) =>
    mutations.regenerateConnectorSecret(actor.workspaceId, actor.personId, input),
});

export const deleteConnector = action({
  may: "manageConnectors",
  input: ConnectorReference,
  handler: ({ actor, input }) => mutations.deleteConnector(actor.workspaceId, actor.personId, input.id),
});
