import { pool } from "@/lib/db/pool";
import { createId } from "@/lib/ids";
import type { MessageResult } from "@/lib/ingestion/effects/message-result";
import { type MessageRequest, storeMessages } from "@/lib/ingestion/effects/store-messages";
import type { MessageSource } from "@/lib/ingestion/message-source";
import { readMessages } from "@/lib/ingestion/messages/read-messages";
import { type Client, createClient } from "./api-client";
import { createConnectorIn } from "./connector";
import { readValidEnvelope } from "./sent-messages";

export type Sender = {
  client: Client;
  source: MessageSource;
  /** Stores messages as a request does. Messages without an id or a time get one. */
  send: (messages: readonly object[], request?: Partial<MessageRequest>) => Promise<MessageResult[]>;
  /** The rows of a statement whose first parameter is the workspace. */
  read: <Row extends object>(text: string) => Promise<Row[]>;
};

/** Creates a connector, in a new workspace unless one is given. */
export async function createSender(
  type: "server" | "browser" = "server",
  workspace?: Client,
): Promise<Sender> {
  const client = workspace ?? (await createClient());
  const domains = type === "browser" ? ["example.com"] : [];
  const { workspaceId, connector } = await createConnectorIn(client.owner, { type, domains });
  return toSender(client, {
    ...{ workspaceId, id: connector.id, type, domains },
    verifiesIdentities: false,
  });
}

export function toSender(client: Client, source: MessageSource): Sender {
  return {
    client,
    source,
    send: (messages, request) => sendMessages(source, messages, request),
    read: async (text) => (await pool.query(text, [source.workspaceId])).rows,
  };
}

function sendMessages(
  source: MessageSource,
  messages: readonly object[],
  request: Partial<MessageRequest> = {},
): Promise<MessageResult[]> {
  const batch = messages.map((message) => ({
    messageId: createId(),
    timestamp: new Date().toISOString(),
    ...message,
  }));
  const read = [...readMessages(readValidEnvelope({ batch }), new Date())];
  return storeMessages(source, read, { client: nextClient(), retryCount: 0, ...request });
}

let clients = 0;

/** Each request has an IP address of its own. */
function nextClient(): string {
  clients += 1;
  return `10.8.${(clients >> 8) & 255}.${clients & 255}`;
}

export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
