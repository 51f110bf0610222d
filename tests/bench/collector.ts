import { createId } from "@/lib/ids";
import { benchBesideInsert, type Write } from "./beside-insert";
import { seedDemo } from "./demo-data";

/**
 * `POST /collect` of page views, complete with the website, its domain and limit, validation, the browser, its visit
 * and what brought it. The browsers are those of the demo: some have a user, who is seen and whose touches are computed.
 */
export function benchCollector(): Promise<void> {
  return benchBesideInsert("POST /collect", prepareViews);
}

const client =
  "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

async function prepareViews(databaseUrl: string): Promise<Write> {
  const { workspaceId, prisma } = await seedDemo(databaseUrl, "TrackData");
  const { domain, trackerId } = await prisma.website.findFirstOrThrow({
    where: { workspaceId, verifiesIdentities: false },
    select: { domain: true, trackerId: true },
  });
  const devices = await prisma.device.findMany({ where: { workspaceId }, select: { id: true } });
  const origin = `https://www.${domain}`;
  const page = { url: `${origin}/pricing`, title: "Pricing", referrer: "https://www.google.com/" };
  // Each browser has an address of its own: one address alone would soon be refused.
  const sent = devices.map(({ id }, index) => ({
    headers: { origin, "user-agent": client, "x-forwarded-for": `10.0.${index >> 8}.${index & 255}` },
    body: () => JSON.stringify({ type: "pageview", id: createId(), deviceId: id, page }),
  }));
  return { path: `/collect?trackerId=${trackerId}`, workspaceId, sent };
}
