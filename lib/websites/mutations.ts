import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { isUniqueViolation } from "@/lib/db/errors";
import { prisma } from "@/lib/db/prisma";
import { AppError } from "@/lib/errors";
import { createId } from "@/lib/ids";
import { getWebsite, markSecret } from "@/lib/websites/queries";
import type {
  NewWebsite,
  SavedWebsite,
  SecretToRegenerate,
  WebsiteEdit,
  WebsiteRow,
} from "@/lib/websites/schema";
import { createWebsiteSecret, sealWebsiteSecret } from "@/lib/websites/secret";

export async function createWebsite(
  workspaceId: WorkspaceId,
  personId: string,
  website: NewWebsite,
): Promise<WebsiteRow> {
  const id = createId();
  try {
    await prisma.website.create({
      data: { workspaceId, id, trackerId: createId(), createdById: personId, ...website },
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = `${website.domain} is already one of your websites.`;
    throw new AppError("conflict", message, { issues: [{ path: "domain", message }] });
  }
  return getWebsite(workspaceId, id);
}

/**
 * Saves an edit, unless somebody else saved another one since it was begun. Turning verification on makes a secret,
 * turning it off forgets it.
 */
export async function updateWebsite(
  workspaceId: WorkspaceId,
  { id, from, ...settings }: WebsiteEdit,
): Promise<SavedWebsite> {
  const { verifiesIdentities } = settings;
  const secret = verifiesIdentities && !from.verifiesIdentities ? createWebsiteSecret() : null;
  const { count } = await prisma.website.updateMany({
    where: { workspaceId, id, ...from },
    data: {
      ...settings,
      ...(verifiesIdentities !== from.verifiesIdentities && {
        encryptedSecret: secret === null ? null : sealWebsiteSecret(secret),
      }),
    },
  });
  const website = await getWebsite(workspaceId, id);
  if (count > 0) return { website, secret };
  throw new AppError(
    "conflict",
    "Somebody else changed this website while you were editing it. Nothing of yours was saved.",
  );
}

/** Replaces the secret. Proofs made with the old one are refused from the moment that this resolves. */
export async function regenerateSecret(
  workspaceId: WorkspaceId,
  { id, secretMark }: SecretToRegenerate,
): Promise<string> {
  const found = await prisma.website.findUnique({
    where: { workspaceId_id: { workspaceId, id } },
    select: { encryptedSecret: true },
  });
  const old = found?.encryptedSecret;
  const secret = createWebsiteSecret();
  const { count } =
    old && markSecret(old) === secretMark
      ? await prisma.website.updateMany({
          where: { workspaceId, id, encryptedSecret: old },
          data: { encryptedSecret: sealWebsiteSecret(secret) },
        })
      : { count: 0 };
  if (count > 0) return secret;
  await getWebsite(workspaceId, id);
  throw new AppError(
    "conflict",
    "Somebody else has just regenerated this secret or turned verification off. Their change stands, yours was not made.",
  );
}

/** Deletes the website. What its pages sent stays; what they still send is refused. */
export async function deleteWebsite(workspaceId: WorkspaceId, id: string): Promise<void> {
  const { count } = await prisma.website.deleteMany({ where: { workspaceId, id } });
  if (count === 0) throw new AppError("not_found", "This website was already deleted.");
}
