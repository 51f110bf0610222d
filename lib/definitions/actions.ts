"use server";

import { action } from "@/lib/action";
import * as mutations from "@/lib/definitions/settings/mutations";
import * as queries from "@/lib/definitions/settings/queries";
import { DefinitionArchive, DefinitionEdit, DefinitionReference } from "@/lib/definitions/settings/schema";

/** The current values, for a member whose edit conflicted with another one. */
export const getDefinitionValues = action({
  may: "viewDefinitions",
  input: DefinitionReference,
  refresh: false,
  handler: ({ actor, input }) => queries.getDefinitionValues(actor.workspaceId, input),
});

export const updateDefinition = action({
  may: "manageDefinitions",
  input: DefinitionEdit,
  handler: ({ actor, input }) => mutations.updateDefinition(actor, input),
});

export const setArchived = action({
  may: "manageDefinitions",
  input: DefinitionArchive,
  handler: ({ actor, input }) => mutations.setArchived(actor, input),
});

export const deleteUnusedDefinition = action({
  may: "manageDefinitions",
  input: DefinitionReference,
  handler: ({ actor, input }) => mutations.deleteUnusedDefinition(actor, input),
});
