"use server";

import { action } from "@/lib/action";
import * as mutations from "@/lib/applications/mutations";
import * as queries from "@/lib/applications/queries";
import {
  ApplicationEdit,
  ApplicationReference,
  KeyToRegenerate,
  NewApplication,
} from "@/lib/applications/schema";
import { settleLogs } from "@/lib/logs/buffer";
import { countPermissionUse } from "@/lib/logs/usage";

/** As it is now, for somebody whose edit met another one. */
export const getApplication = action({
  may: "viewApplications",
  input: ApplicationReference,
  refresh: false,
  handler: ({ actor, input }) => queries.getApplication(actor.workspaceId, input.id),
});

/** What stops working when the application is disabled, or loses a permission. */
export const getPermissionUse = action({
  may: "viewApplications",
  input: ApplicationReference,
  refresh: false,
  handler: async ({ actor, input }) => {
    await queries.getApplication(actor.workspaceId, input.id);
    // Calls that were just answered count.
    await settleLogs();
    return countPermissionUse(actor.workspaceId, input.id);
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
