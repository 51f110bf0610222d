"use server";

import { action } from "@/lib/action";
import { AppError } from "@/lib/errors";
import * as mutations from "@/lib/websites/mutations";
import * as queries from "@/lib/websites/queries";
import {
  NewWebsite,
  type SavedWebsite,
  SecretToRegenerate,
  WebsiteEdit,
  WebsiteReference,
} from "@/lib/websites/schema";

/** The mark of what has arrived by now: a page that shows another one is out of date. */
export const markInstallation = action({
  may: "viewWebsites",
  input: WebsiteReference,
  refresh: false,
  handler: async ({ actor, input }) => {
    const installation = await queries.findInstallation(actor.workspaceId, input.id);
    if (!installation) throw new AppError("not_found", "This website is no longer there.");
    return installation.mark;
  },
});

/** As it is now, for somebody whose edit met another one. */
export const getWebsite = action({
  may: "viewWebsites",
  input: WebsiteReference,
  refresh: false,
  handler: ({ actor, input }) => queries.getWebsite(actor.workspaceId, input.id),
});

export const createWebsite = action({
  may: "manageWebsites",
  input: NewWebsite,
  handler: ({ actor, input }) => mutations.createWebsite(actor.workspaceId, actor.personId, input),
});

// Where a secret is issued the page is not refreshed yet: that would take away the dialog that shows the secret.

export const updateWebsite = action({
  may: "manageWebsites",
  input: WebsiteEdit,
  refresh: ({ secret }: SavedWebsite) => secret === null,
  handler: ({ actor, input }) => mutations.updateWebsite(actor.workspaceId, actor.personId, input),
});

export const regenerateSecret = action({
  may: "manageWebsites",
  input: SecretToRegenerate,
  refresh: false,
  handler: ({ actor, input }) => mutations.regenerateSecret(actor.workspaceId, actor.personId, input),
});

export const deleteWebsite = action({
  may: "manageWebsites",
  input: WebsiteReference,
  handler: ({ actor, input }) => mutations.deleteWebsite(actor.workspaceId, actor.personId, input.id),
});
