"use server";

import { action } from "@/lib/action";
import { MessageReference, NewMessages, OlderMessages } from "@/lib/connectors/messages/schema";
import * as view from "@/lib/connectors/messages/view";

/** Larger than the first page: 10,000 messages are 50 requests away. */
const messagesPerNextPage = 200;

export const listOlderMessages = action({
  may: "viewConnectors",
  input: OlderMessages,
  refresh: false,
  handler: ({ actor, input: { connectorId, filter, before } }) =>
    view.viewMessages(actor, connectorId, filter, { before, limit: messagesPerNextPage }),
});

export const pollMessages = action({
  may: "viewConnectors",
  input: NewMessages,
  refresh: false,
  handler: ({ actor, input: { connectorId, filter, ...last } }) =>
    view.pollMessages(actor, connectorId, filter, last),
});

export const getMessage = action({
  may: "viewConnectors",
  input: MessageReference,
  needsProof: ({ reveal }) => reveal,
  refresh: false,
  handler: ({ actor, input: { connectorId, id, reveal } }) =>
    view.viewMessage(actor, connectorId, id, { reveal }),
});
