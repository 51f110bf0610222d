"use server";

import { action, personAction } from "@/lib/action";
import { env } from "@/lib/env";
import * as mutations from "@/lib/members/mutations";
import {
  AcceptInvitation,
  ChangeRole,
  CreateInvitation,
  RemoveMember,
  RevokeInvitation,
} from "@/lib/members/schema";

export const changeRole = action({
  may: "manageMembers",
  input: ChangeRole,
  handler: ({ actor, input }) => mutations.changeRole(actor.workspaceId, actor, input),
});

/** Members may remove themselves, so the mutation has the last word on whom. */
export const removeMember = action({
  may: "viewMembers",
  input: RemoveMember,
  handler: ({ actor, input }) => mutations.removeMember(actor.workspaceId, actor, input.personId),
});

export const createInvitation = action({
  may: "manageMembers",
  input: CreateInvitation,
  handler: async ({ actor, input }) => {
    const { token, expiresAt } = await mutations.createInvitation(actor.workspaceId, actor, input.role);
    return { link: `${env().NEXTAUTH_URL}/invite/${token}`, expiresAt };
  },
});

export const revokeInvitation = action({
  may: "manageMembers",
  input: RevokeInvitation,
  handler: ({ actor, input }) => mutations.revokeInvitation(actor.workspaceId, input.invitationId),
});

export const acceptInvitation = personAction({
  input: AcceptInvitation,
  refresh: false,
  handler: ({ person, input }) => mutations.acceptInvitation(person.id, input.token),
});
