"use server";

import { action } from "@/lib/action";
import * as mutations from "@/lib/websites/mutations";
import { NewWebsite, SecretToRegenerate, WebsiteEdit, WebsiteReference } from "@/lib/websites/schema";

export const createWebsite = action({
  may: "manageWebsites",
  input: NewWebsite,
  handler: ({ actor, input }) => mutations.createWebsite(actor.workspaceId, actor.personId, input),
});

// Where a secret is issued the page is not refreshed yet: that would take away the dialog that shows the secret.

export const updateWebsite = action({
  may: "manageWebsites",
  input: WebsiteEdit,
  refresh: false,
  handler: ({ actor, input }) => mutations.updateWebsite(actor.workspaceId, input),
});

export const regenerateSecret = action({
  may: "manageWebsites",
  input: SecretToRegenerate,
  refresh: false,
  handler: ({ actor, input }) => mutations.regenerateSecret(actor.workspaceId, input),
});

export const deleteWebsite = action({
  may: "manageWebsites",
  input: WebsiteReference,
  handler: ({ actor, input }) => mutations.deleteWebsite(actor.workspaceId, input.id),
});
