import { createId } from "@/lib/ids";
import { compareWithInsert, type Write } from "./compare-with-insert";
import { deleteComputations, type Seeded, seedDemo } from "./demo-data";

/**
 * `POST /collect` of page views, with website lookup, domain check, rate limit, validation, device, visit and source.
 * The devices are those of the demo. For devices with a user, the user's times and attribution are updated, too.
 */
export function benchCollector(): Promise<void> {
  return compareWithInsert("POST /collect", prepareCalls);
}

const client =
  "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

async function prepareCalls(databaseUrl: string): Promise<Write> {
  const seeded = await seedDemo(databaseUrl, "TrackData");
  await deleteComputations(seeded);
  return prepareViews(seeded);
}

export async function prepareViews({ workspaceId, prisma }: Seeded): Promise<Write> {
  const { domain, trackerId } = await prisma.website.findFirstOrThrow({
    where: { workspaceId, verifiesIdentities: false },
    select: { domain: true, trackerId: true },
  });
  const devices = await prisma.device.findMany({ where: { workspaceId }, select: { id: true } });
  const origin = `https://www.${domain}`;
  const page = { url: `${origin}/pricing`, title: "Pricing", referrer: "https://www.google.com/" };
  // One IP address per device: a single one would exceed the rate limit.
  const sent = devices.map(({ id }, index) => ({
    headers: { origin, "user-agent": client, "x-forwarded-for": `10.0.${index >> 8}.${index & 255}` },
    body: () => JSON.stringify({ type: "pageview", id: createId(), deviceId: id, page }),
  }));
  return { path: `/collect?trackerId=${trackerId}`, workspaceId, sent };
}
