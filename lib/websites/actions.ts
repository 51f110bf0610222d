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

/** A page that shows another version is out of date. */
export const getInstallationVersion = action({
  may: "viewWebsites",
  input: WebsiteReference,
  refresh: false,
  handler: async ({ actor, input }) => {
    const installation = await queries.findInstallation(actor.workspaceId, input.id);
    if (!installation) throw new AppError("not_found", "This website does not exist anymore.");
    return installation.version;
  },
});

/** The current row, for a member whose edit conflicted with another one. */
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

// Actions that issue a secret do not refresh the page: that would close the dialog that shows it.

/** Turning the verification on can issue a secret. */
export const updateWebsite = action({
  may: "manageWebsites",
  needsProof: ({ verifiesIdentities, from }) => verifiesIdentities && !from.verifiesIdentities,
  input: WebsiteEdit,
  refresh: ({ secret }: SavedWebsite) => secret === null,
  handler: ({ actor, input }) => mutations.updateWebsite(actor.workspaceId, actor.personId, input),
});

export const regenerateSecret = action({
  may: "manageWebsites",
  needsProof: true,
  input: SecretToRegenerate,
  refresh: false,
  handler: ({ actor, input }) => mutations.regenerateSecret(actor.workspaceId, actor.personId, input),
});

export const deleteWebsite = action({
  may: "manageWebsites",
  input: WebsiteReference,
  handler: ({ actor, input }) => mutations.deleteWebsite(actor.workspaceId, actor.personId, input.id),
});
