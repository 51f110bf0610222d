"use server";

import { z } from "zod";
import { action, personAction } from "@/lib/action";
import * as deletion from "@/lib/workspaces/deletion/mutations";
import * as mutations from "@/lib/workspaces/mutations";
import {
  CreateWorkspace,
  DeleteWorkspace,
  KeyLifetime,
  LogRetention,
  RenameWorkspace,
  RestoreWorkspace,
  SignInRules,
} from "@/lib/workspaces/schema";
import { WorkspaceTimeZone } from "@/lib/workspaces/time-zones";

export const createWorkspace = personAction({
  input: CreateWorkspace,
  refresh: false,
  handler: ({ person, input }) => mutations.createWorkspace(person.id, input.name),
});

export const renameWorkspace = action({
  may: "manageWorkspace",
  input: RenameWorkspace,
  handler: ({ actor, input }) => mutations.renameWorkspace(actor, input.name),
});

export const setLogRetention = action({
  may: "manageWorkspace",
  input: LogRetention,
  handler: ({ actor, input }) => mutations.setLogRetention(actor, input.days),
});

export const setMaxKeyDays = action({
  may: "manageKeyLifetime",
  input: KeyLifetime,
  handler: ({ actor, input }) => mutations.setMaxKeyDays(actor, input.maxKeyDays),
});

export const setSignInRules = action({
  may: "manageSignIn",
  input: SignInRules,
  handler: ({ actor, input }) => mutations.setSignInRules(actor, input),
});

export const deleteWorkspace = action({
  may: "deleteWorkspace",
  needsProof: true,
  input: DeleteWorkspace,
  refresh: false,
  handler: ({ actor, input }) => deletion.deleteWorkspace(actor, input.name),
});

/** Not an action of the workspace: its members have no access to it. */
export const restoreWorkspace = personAction({
  input: RestoreWorkspace,
  refresh: false,
  handler: ({ person, input }) => deletion.restoreWorkspace(person.id, input.slug),
});

export const setTimeZone = action({
  may: "manageWorkspace",
  input: WorkspaceTimeZone,
  handler: ({ actor, input }) => mutations.setTimeZone(actor, input.timeZone),
});

/** Refreshes the page if the role it was rendered for has changed. */
export const refreshChangedRole = action({
  may: "viewApplications",
  input: z.strictObject({ role: z.string() }),
  refresh: (hasChanged: boolean) => hasChanged,
  handler: async ({ actor, input }) => actor.role !== input.role,
});
