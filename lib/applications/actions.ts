"use server";

import { action } from "@/lib/action";
import * as mutations from "@/lib/applications/mutations";
import { advisePermissions } from "@/lib/applications/permission-advice";
import * as queries from "@/lib/applications/queries";
import {
  AllowlistDraft,
  ApplicationEdit,
  ApplicationReference,
  ApplicationToRestore,
  ImpactQuery,
  KeyToRegenerate,
  NewApplication,
  OverlapEdit,
  PastedKey,
} from "@/lib/applications/schema";
import { AppError } from "@/lib/errors";
import { createLimiter } from "@/lib/http/rate-limit";
import * as keyMutations from "@/lib/keys/mutations";
import { isWellFormedKey } from "@/lib/keys/schema";
import { hashKey } from "@/lib/keys/secret";
import * as callers from "@/lib/logs/rollup/callers";
import { readPermissionUse } from "@/lib/logs/rollup/permission-use";
import { getImpact as countImpact } from "@/lib/logs/rollup/usage";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { singleton } from "@/lib/singleton";
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

const keySearchLimiter = singleton("key searches", () => createLimiter({ limit: 30, windowMs: minute }));

/** Finds the id of a pasted key by its hash. The key itself never appears in a URL or log. */
export const findPastedKey = action({
  may: "viewApplications",
  input: PastedKey,
  refresh: false,
  handler: async ({ actor, input: { key } }) => {
    const { allowed, resetSeconds } = keySearchLimiter.hit(actor.personId);
    if (!allowed)
      throw new AppError("rate_limited", `Too many key searches. Try again in ${resetSeconds} s.`);
    if (!isWellFormedKey(key))
      throw new AppError("bad_request", "Incomplete or mistyped key. Copy the whole key.");
    const found = await queries.findKeyByHash(actor.workspaceId, hashKey(key));
    if (!found) throw new AppError("not_found", "Unknown key. Check that it belongs to this workspace.");
    return { id: found.id, hint: found.hint };
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
