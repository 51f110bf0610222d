import "server-only";
import type { Caller } from "@/lib/api/authenticate";
import * as applications from "@/lib/applications/mutations";
import { getApplication } from "@/lib/applications/queries";
import { runWithToken } from "@/lib/audit/acting-token";
import { AppError } from "@/lib/errors";
import { suggestExpiry } from "@/lib/keys/expiry-presets";
import { regenerateKey } from "@/lib/keys/mutations";
import { getManagedApplication } from "@/lib/management/applications/queries";
import type {
  ApplicationPatch,
  ApplicationToCreate,
  IssuedApplication,
  ManagedApplication,
  Regeneration,
  Restoration,
} from "@/lib/management/applications/schema";
import { findTokenAuthor } from "@/lib/management/tokens/queries";
import { getKeyPolicy } from "@/lib/workspaces/queries";

/** Runs a change in the name of the person who created the token. Audit entries name both. */
async function runAsToken<Result>(
  { workspaceId, applicationId: tokenId }: Caller,
  change: (personId: string | null) => Promise<Result>,
): Promise<Result> {
  const personId = await findTokenAuthor(workspaceId, tokenId);
  return runWithToken(tokenId, () => change(personId));
}

export async function createManagedApplication(
  caller: Caller,
  { expires: expiry, ...input }: ApplicationToCreate,
): Promise<IssuedApplication> {
  const { workspaceId } = caller;
  const { applicationId, key } = await runAsToken(caller, (personId) =>
    applications.createApplication(workspaceId, personId, { ...input, expiry }),
  );
  return { ...(await getManagedApplication(workspaceId, applicationId)), apiKey: key };
}

/** Attempts of a change that names no version, when other changes are saved in between. */
const maxAttempts = 8;

/** Changes the given fields. Without a version, another change in between is kept and this one repeated. */
export async function patchManagedApplication(
  caller: Caller,
  id: string,
  { version, expires: expiry, ...changes }: ApplicationPatch,
): Promise<ManagedApplication> {
  const { workspaceId } = caller;
  await runAsToken(caller, async (personId) => {
    for (let attempt = 1; ; attempt += 1) {
      const current = await getApplication(workspaceId, id);
      const { name, permissions, enabled } = { ...current, ...changes };
      const { description, ownerId, allowedIps, callsPerMinute, observe } = changes;
      const kept = { description, ownerId, allowedIps, callsPerMinute, observe };
      const edit = { id, name, permissions, enabled, expiry, ...kept };
      try {
        return await applications.updateApplication(workspaceId, personId, {
          ...edit,
          version: version ?? current.version,
        });
      } catch (error) {
        if (version !== undefined || !isOutdated(error) || attempt === maxAttempts) throw error;
      }
    }
  });
  return getManagedApplication(workspaceId, id);
}

/** A taken name has an issue, an outdated version has none. */
function isOutdated(error: unknown): boolean {
  return error instanceof AppError && error.code === "conflict" && !error.details.issues;
}

/** Replaces the current key. Without an expiry the new one lives about as long as the old one. */
export async function regenerateManagedKey(
  caller: Caller,
  id: string,
  { keyId, overlap, expires }: Regeneration,
): Promise<IssuedApplication> {
  const { workspaceId } = caller;
  const { key } = await runAsToken(caller, async (personId) => {
    for (let attempt = 1; ; attempt += 1) {
      const { key: current } = await getApplication(workspaceId, id);
      const expiry = expires ?? suggestExpiry((await getKeyPolicy(workspaceId)).maxKeyDays, current);
      try {
        return await regenerateKey(workspaceId, personId, {
          applicationId: id,
          keyId: keyId ?? current.id,
          overlap,
          expiry,
        });
      } catch (error) {
        if (keyId !== undefined || !isOutdated(error) || attempt === maxAttempts) throw error;
      }
    }
  });
  return { ...(await getManagedApplication(workspaceId, id)), apiKey: key };
}

/** Deletes an application. Idempotent: a repeat changes nothing and returns the application. */
export async function deleteManagedApplication(caller: Caller, id: string): Promise<ManagedApplication> {
  const { workspaceId } = caller;
  const current = await getManagedApplication(workspaceId, id);
  if (current.deletedAt) return current;
  await runAsToken(caller, (personId) => applications.deleteApplication(workspaceId, personId, id)).catch(
    ignore("not_found"),
  );
  return getManagedApplication(workspaceId, id);
}

/** Restores a deleted application with its keys. Idempotent: an existing application is returned unchanged. */
export async function restoreManagedApplication(
  caller: Caller,
  id: string,
  { name }: Restoration,
): Promise<ManagedApplication> {
  const { workspaceId } = caller;
  const current = await getManagedApplication(workspaceId, id);
  if (!current.deletedAt) return current;
  await runAsToken(caller, (personId) =>
    applications.restoreApplication(workspaceId, personId, { id, name }),
  );
  return getManagedApplication(workspaceId, id);
}

/** For a change that another call has just made. */
function ignore(code: AppError["code"]) {
  return (error: unknown) => {
    if (!(error instanceof AppError) || error.code !== code) throw error;
  };
}
