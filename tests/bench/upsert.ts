import { compareWithInsert, type Write } from "./compare-with-insert";
import { deleteComputations, seedDemo } from "./demo-data";

/** `POST /api/users/upsert` of known users, with a property that changes each time and one that does not. */
export function benchUpsert(): Promise<void> {
  return compareWithInsert("POST /api/users/upsert", prepareUpserts);
}

async function prepareUpserts(databaseUrl: string): Promise<Write> {
  const { key, workspaceId, prisma } = await seedDemo(databaseUrl, "TrackData");
  await deleteComputations({ prisma });
  const users = await prisma.user.findMany({ where: { workspaceId }, select: { externalId: true } });
  let count = 0;
  const sent = users.map(({ externalId }) => ({
    body: () => {
      count += 1;
      return JSON.stringify({
        identification: { userId: externalId },
        properties: { bench_plan: "pro", bench_logins: count },
      });
    },
  }));
  return { path: "/api/users/upsert", key, workspaceId, sent };
}
