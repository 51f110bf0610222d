import { collect } from "@/lib/collector/collect";
import { websiteCounters } from "@/lib/collector/website-counters";
import { prisma } from "@/lib/db/prisma";
import { createVerificationSecret, encryptVerificationSecret } from "@/lib/identity-verification/secret";
import { createId } from "@/lib/ids";
import { type Client, createClient } from "./api-client";

export const browser =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

type Settings = {
  allowsAnyDomain?: boolean;
  honorsOptOut?: boolean;
  verifiesIdentities?: boolean;
};

type SendOptions = {
  method?: string;
  headers?: Record<string, string | undefined>;
  /** A raw body instead of the message. */
  body?: string;
};

export type Site = {
  client: Client;
  id: string;
  trackerId: string;
  domain: string;
  secret: string;
  /** Sends a message as the tracker does. */
  send: (message: object, options?: SendOptions) => Promise<Response>;
  /** Sends a message and expects 204. */
  collect: (message: object) => Promise<void>;
  readCounts: () => Promise<Counts>;
};

type Counts = { foreignCount: number; unverifiedCount: number; botCount: number; lastSeenAt: Date | null };

/** Creates a website, in a new workspace unless one is given. */
export async function createSite(settings: Settings = {}, workspace?: Client): Promise<Site> {
  const client = workspace ?? (await createClient());
  const id = createId();
  const trackerId = createId();
  const domain = `${trackerId.toLowerCase()}.com`;
  const secret = createVerificationSecret();
  await prisma.website.create({
    data: {
      ...{ workspaceId: client.workspaceId, id, domain, trackerId, ...settings },
      encryptedSecret: encryptVerificationSecret(secret),
    },
  });
  const send: Site["send"] = (message, { method = "POST", headers, body } = {}) =>
    collect(toRequest(trackerId, `https://www.${domain}`, message, { method, headers, body }));
  return {
    ...{ client, id, trackerId, domain, secret, send },
    collect: async (message) => {
      const response = await send(message);
      if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`);
    },
    readCounts: async () => {
      await websiteCounters.flush();
      return prisma.website.findFirstOrThrow({
        where: { id },
        select: { foreignCount: true, unverifiedCount: true, botCount: true, lastSeenAt: true },
      });
    },
  };
}

let calls = 0;

/** Each call has a new IP address unless one is given. */
function toRequest(
  trackerId: string,
  origin: string,
  message: object,
  { method = "POST", headers, body }: SendOptions,
): Request {
  calls += 1;
  const sent = {
    origin,
    "user-agent": browser,
    "content-type": "text/plain;charset=UTF-8",
    "x-forwarded-for": `10.9.${(calls >> 8) & 255}.${calls & 255}`,
    ...headers,
  };
  return new Request(`http://localhost/collect?trackerId=${trackerId}`, {
    method,
    headers: Object.fromEntries(
      Object.entries(sent).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    ...(method === "POST" && { body: body ?? JSON.stringify(message) }),
  });
}

export function pageview(deviceId: string, page: object = {}, more: object = {}) {
  return {
    type: "pageview",
    id: createId(),
    deviceId,
    page: { url: "https://example.com/", ...page },
    ...more,
  };
}

/** The visits of a workspace, oldest first, with their sources. */
export async function readVisits({ client }: Site) {
  const visits = await prisma.visit.findMany({
    where: { workspaceId: client.workspaceId },
    orderBy: [{ startedAt: "asc" }, { id: "asc" }],
    select: {
      deviceId: true,
      startedAt: true,
      lastSeenAt: true,
      user: { select: { externalId: true } },
      channel: { select: { name: true } },
      campaign: { select: { name: true } },
    },
  });
  return visits.map(({ user, channel, campaign, ...visit }) => ({
    ...visit,
    userId: user?.externalId ?? null,
    channel: channel.name,
    campaign: campaign?.name ?? null,
  }));
}
