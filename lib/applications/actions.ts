"use server";

import { action } from "@/lib/action";
import * as bulk from "@/lib/applications/bulk/mutations";
import * as mutations from "@/lib/applications/mutations";
import * as observation from "@/lib/applications/observation/mutations";
import { advisePermissions } from "@/lib/applications/permission-advice";
import * as queries from "@/lib/applications/queries";
import {
  AllowlistDraft,
  ApplicationEdit,
  ApplicationReference,
  ApplicationToRestore,
  BulkChange,
  ImpactQuery,
  KeyHash,
  KeyToRegenerate,
  NewApplication,
  ObservationEnd,
  OverlapEdit,
} from "@/lib/applications/schema";
import { AppError } from "@/lib/errors";
import { toResetSeconds } from "@/lib/http/rate-limit/rate-limiter";
import { countHit } from "@/lib/http/rate-limit/shared-limiter";
import * as keyMutations from "@/lib/keys/mutations";
import * as callers from "@/lib/logs/rollup/callers";
import { readPermissionUse } from "@/lib/logs/rollup/permission-use";
import { getImpact as countImpact } from "@/lib/logs/rollup/usage";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { minute } from "@/lib/time";

/** Returns the current version after an edit conflict. */
export const getApplication = action({
  may: "viewApplications",
  input: ApplicationReference,
  refresh: false,
  handler: ({ actor, input }) => queries.getApplication(actor.workspaceId, input.id),
});

/** Counts the recent calls that a change would stop, to warn before it. */
export const getImpact = action({
  may: "viewApplications",
  input: ImpactQuery,
  refresh: false,
  handler: async ({ actor, input }) => {
    // Includes calls that are still in the write buffer.
    await waitForLogs();
    return countImpact(actor.workspaceId, input);
  },
});

/** Counts the calls of the last 7 days that an allowlist would reject, before it is saved. */
export const checkAllowlist = action({
  may: "manageApplications",
  input: AllowlistDraft,
  refresh: false,
  handler: async ({ actor, input: { id, allowedIps } }) => {
    await queries.getApplication(actor.workspaceId, id);
    await waitForLogs();
    return callers.checkAllowlist(actor.workspaceId, id, allowedIps);
  },
});

/** Advises which permissions to remove or to grant. */
export const getPermissionAdvice = action({
  may: "viewApplications",
  input: ApplicationReference,
  refresh: false,
  handler: async ({ actor, input }) => {
    // Includes calls that are still in the write buffer.
    await waitForLogs();
    const [application, use] = await Promise.all([
      queries.getApplication(actor.workspaceId, input.id),
      readPermissionUse(actor.workspaceId, input.id),
    ]);
    return advisePermissions(application, use, Date.now());
  },
});

async function countKeySearch(personId: string): Promise<void> {
  const policy = { name: "key-search", key: personId, limit: 30, windowMs: minute };
  const decision = await countHit(policy);
  if (decision.allowed) return;
  throw new AppError("rate_limited", `Too many key searches. Try again in ${toResetSeconds(decision)} s.`);
}

/** Finds the id of a pasted key by its hash: the key itself never leaves the browser. */
export const findPastedKey = action({
  may: "viewApplications",
  input: KeyHash,
  refresh: false,
  handler: async ({ actor, input: { hash } }) => {
    await countKeySearch(actor.personId);
    const found = await queries.findKeyByHash(actor.workspaceId, hash);
    if (!found) throw new AppError("not_found", "Unknown key. Check that it belongs to this workspace.");
    return { id: found.id, hint: found.hint };
  },
});

/** Tells which application a key belongs to, and whether it works. Null: unknown, or another workspace's. */
export const identifyKey = action({
  may: "viewApplications",
  input: KeyHash,
  refresh: false,
  handler: async ({ actor, input: { hash } }) => {
    await countKeySearch(actor.personId);
    return queries.identifyKey(actor.workspaceId, hash);
  },
});

// Actions that issue a key do not refresh the page: that would close the dialog that shows the key.

export const createApplication = action({
  may: "manageApplications",
  needsProof: true,
  input: NewApplication,
  refresh: false,
  handler: ({ actor, input }) => mutations.createApplication(actor.workspaceId, actor.personId, input),
});

export const updateApplication = action({
  may: "manageApplications",
  input: ApplicationEdit,
  handler: ({ actor, input }) => mutations.updateApplication(actor.workspaceId, actor.personId, input),
});

export const enableApplication = action({
  may: "manageApplications",
  input: ApplicationReference,
  refresh: false,
  handler: ({ actor, input }) => mutations.setEnabled(actor.workspaceId, actor.personId, input.id, true),
});

export const disableApplication = action({
  may: "manageApplications",
  input: ApplicationReference,
  handler: ({ actor, input }) => mutations.setEnabled(actor.workspaceId, actor.personId, input.id, false),
});

export const endObservation = action({
  may: "manageApplications",
  input: ObservationEnd,
  handler: ({ actor, input }) => observation.endObservation(actor.workspaceId, actor.personId, input),
});

export const regenerateKey = action({
  may: "manageApplications",
  needsProof: true,
  input: KeyToRegenerate,
  refresh: false,
  handler: ({ actor, input }) => keyMutations.regenerateKey(actor.workspaceId, actor.personId, input),
});

export const setOverlap = action({
  may: "manageApplications",
  input: OverlapEdit,
  handler: ({ actor, input }) => keyMutations.setOverlap(actor.workspaceId, actor.personId, input),
});

export const deleteApplication = action({
  may: "manageApplications",
  input: ApplicationReference,
  handler: ({ actor, input }) => mutations.deleteApplication(actor.workspaceId, actor.personId, input.id),
});

export const restoreApplication = action({
  may: "manageApplications",
  input: ApplicationToRestore,
  handler: ({ actor, input }) => mutations.restoreApplication(actor.workspaceId, actor.personId, input),
});

export const changeApplications = action({
  may: "manageApplications",
  input: BulkChange,
  handler: ({ actor, input }) => bulk.changeApplications(actor.workspaceId, actor.personId, input),
});
