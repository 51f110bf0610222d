import "server-only";
import { createHash } from "node:crypto";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Prisma } from "@/lib/db/generated/client";
import { lookups } from "@/lib/db/lookups";
import { prisma } from "@/lib/db/prisma";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type {
  Arrival,
  Installation,
  Snippet,
  WebsiteList,
  WebsiteListQuery,
  WebsiteRow,
} from "@/lib/websites/schema";
import { createSnippet } from "@/lib/websites/snippet";

const websitesPerPage = 50;
const shownArrivals = 50;

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

const refusedCounts = {
  foreignCount: true,
  unverifiedCount: true,
  botCount: true,
} satisfies Prisma.WebsiteSelect;

/** The page that was asked for, or the last one where there are fewer. */
export async function listWebsites(workspaceId: WorkspaceId, query: WebsiteListQuery): Promise<WebsiteList> {
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
    throw new AppError("not_found", "This website is no longer there. Somebody may have deleted it.");
  return toRow(found);
}

export async function hasWebsite(workspaceId: WorkspaceId, id: string): Promise<boolean> {
  return (await prisma.website.count({ where: { workspaceId, id } })) > 0;
}

/** Whether and how a website's snippet works. */
export async function findInstallation(workspaceId: WorkspaceId, id: string): Promise<Installation | null> {
  const [found, arrivals] = await Promise.all([
    prisma.website.findUnique({
      where: { workspaceId_id: { workspaceId, id } },
      select: { ...shown, ...refusedCounts },
    }),
    listArrivals(workspaceId, id),
  ]);
  if (!found) return null;
  const { foreignCount, unverifiedCount, botCount, ...website } = found;
  const refused = { foreignCount, unverifiedCount, botCount };
  return { website: toRow(website), refused, arrivals, mark: digest(JSON.stringify([refused, arrivals])) };
}

/** What arrived from a website last, newest first. */
async function listArrivals(workspaceId: WorkspaceId, websiteId: string): Promise<Arrival[]> {
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
    take: shownArrivals,
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
    secretMark: encryptedSecret && markSecret(encryptedSecret),
    createdBy: createdBy?.name ?? null,
  };
}

/** Of the encrypted bytes, which are other ones each time that a secret is made. */
export function markSecret(encryptedSecret: Uint8Array): string {
  return digest(encryptedSecret);
}

/** Tells one thing from another, and nothing else of it. */
function digest(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex").slice(0, 16);
}

function readUrl(metadata: Prisma.JsonValue): string | null {
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return null;
  return typeof metadata.url === "string" ? metadata.url : null;
}
