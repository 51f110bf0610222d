import "server-only";
import { recordAuditEntry } from "@/lib/audit/mutations";
import { type AuditChange, formatSwitch } from "@/lib/audit/schema";
import type { WorkspaceId } from "@/lib/auth/actor";
import { prisma } from "@/lib/db/prisma";
import { rejectTakenValue } from "@/lib/db/taken-values";
import { AppError } from "@/lib/errors";
import {
  createVerificationSecret,
  encryptVerificationSecret,
  toSecretFingerprint,
} from "@/lib/identity-verification/secret";
import { createId } from "@/lib/ids";
import { getWebsite } from "@/lib/websites/queries";
import type {
  NewWebsite,
  SavedWebsite,
  SecretToRegenerate,
  WebsiteEdit,
  WebsiteRow,
  WebsiteSettings,
} from "@/lib/websites/schema";

export async function createWebsite(
  workspaceId: WorkspaceId,
  personId: string,
  website: NewWebsite,
): Promise<WebsiteRow> {
  const id = createId();
  const taken = { path: "domain", message: `${website.domain} is already one of your websites.` };
  await rejectTakenValue(taken, () =>
    prisma.$transaction(async (transaction) => {
      await transaction.website.create({
        data: { workspaceId, id, trackerId: createId(), createdById: personId, ...website },
      });
      const author = { workspaceId, personId };
      await recordAuditEntry(transaction, author, "website.create", website.domain, { subjectId: id });
    }),
  );
  return getWebsite(workspaceId, id);
}

/**
 * Saves an edit unless another member saved since it started. Turning verification on issues a secret, turning it off
 * deletes it.
 */
export async function updateWebsite(
  workspaceId: WorkspaceId,
  personId: string,
  { id, from, ...settings }: WebsiteEdit,
): Promise<SavedWebsite> {
  const { verifiesIdentities } = settings;
  const secret = verifiesIdentities && !from.verifiesIdentities ? createVerificationSecret() : null;
  const saved = await prisma.$transaction(async (transaction) => {
    const [edited] = await transaction.website.updateManyAndReturn({
      where: { workspaceId, id, ...from },
      data: {
        ...settings,
        ...(verifiesIdentities !== from.verifiesIdentities && {
          encryptedSecret: secret === null ? null : encryptVerificationSecret(secret),
        }),
      },
      select: { domain: true },
    });
    const changes = listChanges(from, settings);
    if (edited && changes.length > 0) {
      const detail = changes.map(({ field, after }) => `turned “${field}” ${after.toLowerCase()}`).join(", ");
      const author = { workspaceId, personId };
      await recordAuditEntry(transaction, author, "website.edit", edited.domain, {
        subjectId: id,
        detail,
        changes,
      });
    }
    return edited !== undefined;
  });
  const website = await getWebsite(workspaceId, id);
  if (saved) return { website, secret };
  throw new AppError("conflict", "Another member changed this website. Your changes were not saved.");
}

/** As the dialog calls them. */
const settingLabels: Record<keyof WebsiteSettings, string> = {
  allowsAnyDomain: "Allow any domain",
  honorsOptOut: "Respect Do Not Track and Global Privacy Control",
  verifiesIdentities: "Verify identities",
};

function listChanges(from: WebsiteSettings, to: WebsiteSettings): AuditChange[] {
  const names = Object.keys(settingLabels) as (keyof WebsiteSettings)[];
  return names
    .filter((name) => from[name] !== to[name])
    .map((name) => ({
      field: settingLabels[name],
      before: formatSwitch(from[name]),
      after: formatSwitch(to[name]),
    }));
}

/** Replaces the secret. Proofs made with the old one are rejected from then on. */
export async function regenerateSecret(
  workspaceId: WorkspaceId,
  personId: string,
  { id, secretFingerprint }: SecretToRegenerate,
): Promise<string> {
  const found = await prisma.website.findUnique({
    where: { workspaceId_id: { workspaceId, id } },
    select: { encryptedSecret: true },
  });
  const old = found?.encryptedSecret;
  const secret = createVerificationSecret();
  const replaced =
    old && toSecretFingerprint(old) === secretFingerprint
      ? await prisma.$transaction(async (transaction) => {
          const [website] = await transaction.website.updateManyAndReturn({
            where: { workspaceId, id, encryptedSecret: old },
            data: { encryptedSecret: encryptVerificationSecret(secret) },
            select: { domain: true },
          });
          if (!website) return false;
          const author = { workspaceId, personId };
          await recordAuditEntry(transaction, author, "website.regenerate", website.domain, {
            subjectId: id,
          });
          return true;
        })
      : false;
  if (replaced) return secret;
  await getWebsite(workspaceId, id);
  throw new AppError(
    "conflict",
    "Another member regenerated this secret or turned verification off. Nothing was changed now.",
  );
}

/** Deletes the website. Its users and events stay. Further calls are rejected. */
export async function deleteWebsite(workspaceId: WorkspaceId, personId: string, id: string): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    const where = { workspaceId, id };
    const found = await transaction.website.findFirst({ where, select: { domain: true } });
    const { count } = await transaction.website.deleteMany({ where });
    if (!found || count === 0) throw new AppError("not_found", "This website was already deleted.");
    const author = { workspaceId, personId };
    await recordAuditEntry(transaction, author, "website.delete", found.domain, { subjectId: id });
  });
}
