"use server";

import { action } from "@/lib/action";
import * as mutations from "@/lib/management/tokens/mutations";
import { NewToken, TokenReference, TokenToRegenerate } from "@/lib/management/tokens/schema";

export const createToken = action({
  may: "manageTokens",
  needsProof: true,
  input: NewToken,
  handler: ({ actor, input }) => mutations.createToken(actor.workspaceId, actor.personId, input),
});

export const regenerateToken = action({
  may: "manageTokens",
  needsProof: true,
  input: TokenToRegenerate,
  handler: ({ actor, input }) => mutations.regenerateToken(actor.workspaceId, actor.personId, input),
});

export const revokeToken = action({
  may: "manageTokens",
  input: TokenReference,
  handler: ({ actor, input }) => mutations.revokeToken(actor.workspaceId, actor.personId, input.id),
});
