"use server";

import { action, personAction } from "@/lib/action";
import * as mutations from "@/lib/workspaces/mutations";
import { CreateWorkspace, LogRetention, RenameWorkspace } from "@/lib/workspaces/schema";

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
