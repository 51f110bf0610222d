import { prisma } from "@/lib/db/prisma";

/** The contacts, devices and events of a workspace by the ids that messages name, sorted. */
export async function describeWorkspace(workspaceId: string) {
  const where = { workspaceId };
  const [users, accounts, members, devices, events] = await Promise.all([
    prisma.user.findMany({ where, orderBy: { externalId: "asc" } }),
    prisma.account.findMany({ where, orderBy: { externalId: "asc" } }),
    prisma.accountMember.findMany({ where, include: { user: true, account: true } }),
    prisma.device.findMany({ where, include: { user: true } }),
    prisma.event.findMany({ where, include: { definition: true, user: true, account: true } }),
  ]);
  return {
    users: users.map(({ externalId: userId, email, properties }) => ({ userId, email, properties })),
    accounts: accounts.map(({ externalId: accountId, domain, properties }) => ({
      ...{ accountId, domain, properties },
    })),
    members: members.map(({ user, account }) => `${account.externalId}: ${user.externalId}`).toSorted(),
    devices: devices.map(({ id, user }) => `${id}: ${user?.externalId ?? "nobody"}`).toSorted(),
    events: events
      .map(({ definition, user, account, deviceId, triggeredAt, metadata }) => ({
        name: definition.name,
        userId: user?.externalId ?? null,
        accountId: account?.externalId ?? null,
        deviceId,
        triggeredAt: triggeredAt.toISOString(),
        metadata: metadata as Record<string, unknown>,
      }))
      .toSorted((a, b) => compare(toOrder(a), toOrder(b))),
  };
}

type Described = { name: string; metadata: Record<string, unknown> };

function toOrder({ name, metadata }: Described): string {
  return `${name} ${metadata.name ?? ""}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Messages of a connector by outcome and reason: { accepted: 2, "rejected invalid_id": 1 }. */
export async function countOutcomes(connectorId: string): Promise<Record<string, number>> {
  const counts = await prisma.connectorCount.groupBy({
    by: ["outcome", "code"],
    where: { connectorId },
    _sum: { messages: true },
  });
  return Object.fromEntries(
    counts.map(({ outcome, code, _sum }) => [`${outcome} ${code}`.trim(), _sum.messages ?? 0]),
  );
}

/** The names of a workspace's events, each with how often it is stored. */
export async function countEventNames(workspaceId: string): Promise<Record<string, number>> {
  const { events } = await describeWorkspace(workspaceId);
  const counts: Record<string, number> = {};
  for (const { name } of events) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
