import "server-only";
import { createHash } from "node:crypto";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Prisma } from "@/lib/db/generated/client";
import { lookups } from "@/lib/db/lookups";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { toSecretFingerprint } from "@/lib/identity-verification/secret";
import type {
  Installation,
  ReceivedEvent,
  Snippet,
  WebsiteListQuery,
  WebsitePage,
  WebsiteRow,
} from "@/lib/websites/schema";
import { createSnippet } from "@/lib/websites/snippet";

const websitesPerPage = 50;
const maxReceivedEvents = 50;

const shown = {
  id: true,
  domain: true,
  trackerId: true,
  allowsAnyDomain: true,
  honorsOptOut: true,
  verifiesIdentities: true,
  encryptedSecret: true,
  createdAt: true,
  lastSeenAt: true,
  createdBy: { select: { name: true } },
} satisfies Prisma.WebsiteSelect;

const rejectedCounts = {
  foreignCount: true,
  unverifiedCount: true,
  botCount: true,
} satisfies Prisma.WebsiteSelect;

/** Returns the last page if the requested one does not exist. */
export async function listWebsites(workspaceId: WorkspaceId, query: WebsiteListQuery): Promise<WebsitePage> {
  const { page } = query;
  const [found, total] = await Promise.all([
    prisma.website.findMany({
      where: { workspaceId },
      select: shown,
      orderBy: { domain: "asc" },
      skip: (page - 1) * websitesPerPage,
      take: websitesPerPage,
    }),
    prisma.website.count({ where: { workspaceId } }),
  ]);
  const lastPage = Math.max(1, Math.ceil(total / websitesPerPage));
  if (page > lastPage) return listWebsites(workspaceId, { page: lastPage });
  return { rows: found.map(toRow), page, perPage: websitesPerPage, total };
}

export async function getWebsite(workspaceId: WorkspaceId, id: string): Promise<WebsiteRow> {
  const found = await prisma.website.findUnique({
    where: { workspaceId_id: { workspaceId, id } },
    select: shown,
  });
  if (!found)
    throw new AppError(
      "not_found",
      "This website does not exist anymore. Another member may have deleted it.",
    );
  return toRow(found);
}

export async function hasWebsite(workspaceId: WorkspaceId, id: string): Promise<boolean> {
  return (await prisma.website.count({ where: { workspaceId, id } })) > 0;
}

export async function findInstallation(workspaceId: WorkspaceId, id: string): Promise<Installation | null> {
  const [found, receivedEvents] = await Promise.all([
    prisma.website.findUnique({
      where: { workspaceId_id: { workspaceId, id } },
      select: { ...shown, ...rejectedCounts },
    }),
    listReceivedEvents(workspaceId, id),
  ]);
  if (!found) return null;
  const { foreignCount, unverifiedCount, botCount, ...website } = found;
  const rejected = { foreignCount, unverifiedCount, botCount };
  const version = digest(JSON.stringify([rejected, receivedEvents]));
  return { website: toRow(website), rejected, receivedEvents, version };
}

/** The newest first. */
async function listReceivedEvents(workspaceId: WorkspaceId, websiteId: string): Promise<ReceivedEvent[]> {
  const events = await prisma.event.findMany({
    where: { workspaceId, websiteId },
    select: {
      id: true,
      triggeredAt: true,
      metadata: true,
      definition: { select: { name: true } },
      user: { select: { externalId: true, email: true } },
    },
    orderBy: { id: "desc" },
    take: maxReceivedEvents,
  });
  return events.map(({ id, triggeredAt, metadata, definition, user }) => ({
    id,
    time: triggeredAt,
    name: definition.name,
    url: readUrl(metadata),
    user: user && (user.externalId ?? user.email),
  }));
}

/** The snippet of the workspace's website on this domain. */
export async function getSnippet(workspaceId: WorkspaceId, domain: string): Promise<Snippet> {
  const [website] = await lookups.query<{ trackerId: string }>({
    name: "get-tracker-id",
    text: `SELECT "trackerId" FROM "Website" WHERE "workspaceId" = $1 AND "domain" = $2`,
    values: [workspaceId, domain],
  });
  if (!website) throw new AppError("not_found", "There is no website with this domain.");
  return { domain, snippet: createSnippet(website.trackerId, env().NEXTAUTH_URL) };
}

function toRow({
  createdBy,
  encryptedSecret,
  ...website
}: Prisma.WebsiteGetPayload<{ select: typeof shown }>): WebsiteRow {
  return {
    ...website,
    secretFingerprint: encryptedSecret && toSecretFingerprint(encryptedSecret),
    createdBy: createdBy?.name ?? null,
  };
}

function digest(data: string): string {
  return createHash("sha256").update(data).digest("hex").slice(0, 16);
}

function readUrl(metadata: Prisma.JsonValue): string | null {
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return null;
  return typeof metadata.url === "string" ? metadata.url : null;
}
