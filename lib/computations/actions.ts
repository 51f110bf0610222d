"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import * as explain from "@/lib/computations/explain/queries";
import * as mutations from "@/lib/computations/mutations";
import { ComputationForm, ContactKindInput } from "@/lib/computations/schema/computation";
import { Text } from "@/lib/text/text";

const Id = Text(1, 40);

export const saveComputation = action({
  may: "manageComputations",
  input: ComputationForm,
  handler: ({ actor, input }) => mutations.saveComputation(actor, input),
});

export const deleteComputation = action({
  may: "manageComputations",
  input: z.strictObject({ id: Id }),
  handler: ({ actor, input }) => mutations.deleteComputation(actor, input.id),
});

export const reorderStages = action({
  may: "manageComputations",
  input: z.strictObject({ kind: ContactKindInput, ids: z.array(Id).max(20) }),
  handler: ({ actor, input }) => mutations.reorderStages(actor, input.kind, input.ids),
});

export const explainComputation = action({
  may: "viewComputations",
  input: z.strictObject({ kind: ContactKindInput, contactId: Id, computationId: Id }),
  refresh: false,
  handler: ({ actor, input }) =>
    explain.explainComputation(actor.workspaceId, input.kind, input.contactId, input.computationId),
});

export const retryRun = action({
  may: "manageComputations",
  input: z.strictObject({ kind: ContactKindInput }),
  handler: ({ actor, input }) => mutations.retryRun(actor.workspaceId, input.kind),
});
