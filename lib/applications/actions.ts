"use server";

import { action } from "@/lib/action";
import * as mutations from "@/lib/applications/mutations";
import * as queries from "@/lib/applications/queries";
import {
  ApplicationEdit,
  ApplicationReference,
  KeyToRegenerate,
  NewApplication,
  PastedKey,
} from "@/lib/applications/schema";
import { AppError } from "@/lib/errors";
import { createLimiter } from "@/lib/http/rate-limit";
import { isWellFormedKey } from "@/lib/keys/schema";
import { hashKey } from "@/lib/keys/secret";
import { countCallsByPermission } from "@/lib/logs/rollup/usage";
import { waitForLogs } from "@/lib/logs/write/buffer";
import { singleton } from "@/lib/singleton";
import { minute } from "@/lib/time";

/** As it is now, for somebody whose edit met another one. */
export const getApplication = action({
  may: "viewApplications",
  input: ApplicationReference,
  refresh: false,
  handler: ({ actor, input }) => queries.getApplication(actor.workspaceId, input.id),
});

/** What stops working when the application is disabled, or loses a permission. */
export const getPermissionUsage = action({
  may: "viewApplications",
  input: ApplicationReference,
  refresh: false,
  handler: async ({ actor, input }) => {
    await queries.getApplication(actor.workspaceId, input.id);
    // Calls that were just answered count.
    await waitForLogs();
    return countCallsByPermission(actor.workspaceId, input.id);
  },
});

const keySearchLimiter = singleton("key searches", () => createLimiter({ limit: 30, windowMs: minute }));

/** Finds the id of a pasted key by the key's hash. The key itself reaches no URL and no log. */
export const findPastedKey = action({
  may: "viewApplications",
  input: PastedKey,
  refresh: false,
  handler: async ({ actor, input: { key } }) => {
    const { allowed, resetSeconds } = keySearchLimiter.hit(actor.personId);
    if (!allowed)
      throw new AppError("rate_limited", `Too many keys were searched for. Try again in ${resetSeconds} s.`);
    if (!isWellFormedKey(key))
      throw new AppError("bad_request", "This is not a whole key: characters are missing or mistyped.");
    const found = await queries.findKeyByHash(actor.workspaceId, hashKey(key));
    if (!found) throw new AppError("not_found", "This key is unknown in this workspace.");
    return { id: found.id, hint: found.hint };
  },
});

// Where a key is issued the page is not refreshed yet: that would take away the dialog that shows the key.

export const createApplication = action({
  may: "manageApplications",
  input: NewApplication,
  refresh: false,
  handler: ({ actor, input }) => mutations.createApplication(actor.workspaceId, actor.personId, input),
});

export const updateApplication = action({
  may: "manageApplications",
  input: ApplicationEdit,
  handler: ({ actor, input }) => mutations.updateApplication(actor.workspaceId, actor.personId, input),
});

export const regenerateKey = action({
  may: "manageApplications",
  input: KeyToRegenerate,
  refresh: false,
  handler: ({ actor, input }) => mutations.regenerateKey(actor.workspaceId, actor.personId, input),
});

export const deleteApplication = action({
  may: "manageApplications",
  input: ApplicationReference,
  handler: ({ actor, input }) => mutations.deleteApplication(actor.workspaceId, actor.personId, input.id),
});
