import { compareWithInsert, type Write } from "./compare-with-insert";
import { deleteComputations, type Seeded, seedDemo } from "./demo-data";

/** `POST /api/track` of known users, with key check, rate limit, validation, the users' last activity and the log. */
export function benchTracking(): Promise<void> {
  return compareWithInsert("POST /api/track", prepareCalls);
}

async function prepareCalls(databaseUrl: string): Promise<Write> {
  const seeded = await seedDemo(databaseUrl, "TrackData");
  await deleteComputations(seeded);
  return prepareEvents(seeded);
}

export async function prepareEvents({ key, workspaceId, prisma }: Seeded): Promise<Write> {
  const users = await prisma.user.findMany({ where: { workspaceId }, select: { externalId: true } });
  const events = await prisma.eventDefinition.findMany({
    where: { workspaceId },
    select: { name: true },
  });
  const sent = users.map(({ externalId }, index) => ({
    body: JSON.stringify({
      identification: { user: { userId: externalId } },
      name: events[index % events.length]?.name,
      metadata: { format: "csv", rows: index },
    }),
  }));
  return { path: "/api/track", key, workspaceId, sent };
}
