import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { ConnectorListQuery, ConnectorPage, ConnectorRow, RecentMessages } from "@/lib/connectors/rows";
import type { Prisma } from "@/lib/db/generated/client";
import { prisma } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { toSecretFingerprint } from "@/lib/identity-verification/secret";
import { day, hour } from "@/lib/time";

const connectorsPerPage = 50;

const shown = {
  id: true,
  name: true,
  type: true,
  keyHint: true,
  publicKey: true,
  enabled: true,
  version: true,
  domains: true,
  allowsAnyDomain: true,
  honorsOptOut: true,
  verifiesIdentities: true,
  encryptedSecret: true,
  renamesReservedTraits: true,
  createdAt: true,
  lastMessageAt: true,
  createdBy: { select: { name: true } },
} satisfies Prisma.ConnectorSelect;

/** Returns the last page if the requested one does not exist. */
export async function listConnectors(
  workspaceId: WorkspaceId,
  { page }: ConnectorListQuery,
  now = new Date(),
): Promise<ConnectorPage> {
  const [found, total] = await Promise.all([
    prisma.connector.findMany({
      where: { workspaceId },
      select: shown,
      // The id breaks ties of names that differ only for the database's collation.
      orderBy: [{ foldedName: "asc" }, { id: "asc" }],
      skip: (page - 1) * connectorsPerPage,
      take: connectorsPerPage,
    }),
    prisma.connector.count({ where: { workspaceId } }),
  ]);
  const lastPage = Math.max(1, Math.ceil(total / connectorsPerPage));
  if (page > lastPage) return listConnectors(workspaceId, { page: lastPage }, now);
  const recent = await countRecentMessages(
    workspaceId,
    found.map(({ id }) => id),
    new Date(Math.floor((now.getTime() - day) / hour) * hour),
  );
  const rows = found.map((connector) => ({
    ...toRow(connector),
    recent: recent.get(connector.id) ?? { accepted: 0, rejected: 0 },
  }));
  return { rows, page, perPage: connectorsPerPage, total };
}

/** Counts whole hours: the first one begins up to an hour earlier. */
async function countRecentMessages(
  workspaceId: WorkspaceId,
  connectorIds: string[],
  since: Date,
): Promise<Map<string, RecentMessages>> {
  const sums = await prisma.connectorCount.groupBy({
    by: ["connectorId", "outcome"],
    where: { workspaceId, connectorId: { in: connectorIds }, bucketStart: { gte: since } },
    _sum: { messages: true },
  });
  const counts = new Map<string, RecentMessages>();
  for (const { connectorId, outcome, _sum } of sums) {
    if (outcome !== "accepted" && outcome !== "rejected") continue;
    const count = counts.get(connectorId) ?? { accepted: 0, rejected: 0 };
    counts.set(connectorId, { ...count, [outcome]: _sum.messages ?? 0 });
  }
  return counts;
}

export async function findConnector(workspaceId: WorkspaceId, id: string): Promise<ConnectorRow | null> {
  const found = await prisma.connector.findUnique({
    where: { workspaceId_id: { workspaceId, id } },
    select: shown,
  });
  return found && toRow(found);
}

export async function getConnector(workspaceId: WorkspaceId, id: string): Promise<ConnectorRow> {
  const connector = await findConnector(workspaceId, id);
  if (connector) return connector;
  throw new AppError(
    "not_found",
    "This connector does not exist anymore. Another member may have deleted it.",
  );
}

function toRow({
  createdBy,
  encryptedSecret,
  ...connector
}: Prisma.ConnectorGetPayload<{ select: typeof shown }>): ConnectorRow {
  return {
    ...connector,
    secretFingerprint: encryptedSecret && toSecretFingerprint(encryptedSecret),
    createdBy: createdBy?.name ?? null,
  };
}
