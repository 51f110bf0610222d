import { gzipSync } from "node:zlib";
import { prisma } from "@/lib/db/prisma";
import { createId } from "@/lib/ids";
import { connectorCounters } from "@/lib/ingestion/counters";
import { ingest } from "@/lib/ingestion/http/ingest";
import { type Client, createClient } from "./api-client";
import { createConnectorIn, turnVerificationOn } from "./connector";
import { browser } from "./site";

type Settings = {
  type?: "server" | "browser";
  enabled?: boolean;
  allowsAnyDomain?: boolean;
  honorsOptOut?: boolean;
  verifiesIdentities?: boolean;
  renamesReservedTraits?: boolean;
};

type SendOptions = {
  path?: string;
  method?: string;
  headers?: Record<string, string | undefined>;
  /** A raw body instead of the message. */
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream;
  gzip?: boolean;
};

export type SdkSource = {
  client: Client;
  id: string;
  writeKey: string;
  /** Of a connector that verifies identities, otherwise empty. */
  secret: string;
  /** Of a browser connector. */
  domain: string;
  /** Sends a body as a library does: with the key by Basic authentication, and from a page of the domain. */
  send: (body: unknown, options?: SendOptions) => Promise<Response>;
  /** Sends messages in a batch. Returns the answer, which must be a success. */
  sendBatch: (...messages: object[]) => Promise<{ success: true; rejected?: RejectedMessage[] }>;
  /** Messages by outcome and code: "accepted", "rejected invalid_type". */
  readCounts: () => Promise<Record<string, number>>;
};

type RejectedMessage = { index: number; messageId: string; code: string; message: string };

let requests = 0;

/** Creates a connector, in a new workspace unless one is given. Each request has a new IP address unless one is given. */
export async function createSdkSource(settings: Settings = {}, workspace?: Client): Promise<SdkSource> {
  const client = workspace ?? (await createClient());
  const { workspaceId, owner } = client;
  const domain = `${createId().toLowerCase()}.com`;
  const { type = "server", enabled = true, verifiesIdentities = false, ...switches } = settings;
  const created = await createConnectorIn(owner, {
    ...{ type, ...switches },
    ...(type === "browser" && { domains: [domain] }),
  });
  const { writeKey } = created;
  const { id } = created.connector;
  const secret = verifiesIdentities ? (await turnVerificationOn(created)).secret : "";
  if (!enabled) await prisma.connector.updateMany({ where: { workspaceId, id }, data: { enabled } });

  const send: SdkSource["send"] = (content, options = {}) => {
    requests += 1;
    const { path = "/v1/batch", method = "POST", headers, gzip = false } = options;
    const body = options.body ?? JSON.stringify(content);
    const sent = {
      authorization: `Basic ${btoa(`${writeKey}:`)}`,
      "content-type": "application/json",
      "x-forwarded-for": `10.8.${(requests >> 8) & 255}.${requests & 255}`,
      ...(type === "browser" && { origin: `https://www.${domain}`, "user-agent": browser }),
      ...(gzip && { "content-encoding": "gzip" }),
      ...headers,
    };
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: Object.fromEntries(
        Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      ...(method === "POST" && { body: gzip ? gzipSync(body as string | Uint8Array) : body, duplex: "half" }),
    });
    return ingest(request);
  };

  return {
    ...{ client, id, writeKey, secret, domain, send },
    sendBatch: async (...batch) => {
      const response = await send({ batch, sentAt: new Date().toISOString() });
      const answer = await response.json();
      if (response.status !== 200 || answer.success !== true) throw new Error(JSON.stringify(answer));
      return answer;
    },
    readCounts: async () => {
      await connectorCounters.flush();
      const rows = await prisma.connectorCount.groupBy({
        by: ["outcome", "code"],
        where: { workspaceId, connectorId: id },
        _sum: { messages: true },
      });
      return Object.fromEntries(
        rows.map(({ outcome, code, _sum }) => [`${outcome} ${code}`.trim(), _sum.messages ?? 0]),
      );
    },
  };
}
