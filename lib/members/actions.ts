"use server";

import { headers } from "next/headers";
import { action, personAction } from "@/lib/action";
import { AppError } from "@/lib/errors";
import { getClientIp } from "@/lib/http/client-ip";
import * as invitations from "@/lib/members/invitations/mutations";
import * as mutations from "@/lib/members/mutations";
import { findStoredInvitation } from "@/lib/members/queries";
import {
  AcceptInvitation,
  ChangeRole,
  CreateInvitation,
  LeaveWorkspace,
  RemoveMember,
  ResendInvitation,
  RevokeInvitation,
} from "@/lib/members/schema";
import { recordRejectedInvitation } from "@/lib/rejections/mutations";

export const changeRole = action({
  may: "manageMembers",
  input: ChangeRole,
  handler: ({ actor, input }) => mutations.changeRole(actor.workspaceId, actor, input),
});

export const removeMember = action({
  may: "manageMembers",
  input: RemoveMember,
  handler: ({ actor, input }) => mutations.removeMember(actor.workspaceId, actor, input.personId),
});

/** Does not refresh, since the person can no longer see the current page. */
export const leaveWorkspace = action({
  may: "viewMembers",
  input: LeaveWorkspace,
  refresh: false,
  handler: ({ actor }) => mutations.removeMember(actor.workspaceId, actor, actor.personId),
});

export const createInvitation = action({
  may: "manageMembers",
  input: CreateInvitation,
  // A refresh could close the dialog that shows the link.
  refresh: ({ link }: { link: string | null }) => link === null,
  handler: async ({ actor, input }) => {
    const { token, expiresAt, isEmailed } = await invitations.createInvitation(
      actor.workspaceId,
      actor,
      input,
    );
    // The link of an email stays with its reader.
    return { link: isEmailed ? null : invitations.toInvitationUrl(token), expiresAt };
  },
});

export const resendInvitation = action({
  may: "manageMembers",
  input: ResendInvitation,
  handler: async ({ actor, input }) => {
    await invitations.resendInvitation(actor.workspaceId, actor, input.invitationId);
  },
});

export const revokeInvitation = action({
  may: "manageMembers",
  input: RevokeInvitation,
  handler: ({ actor, input }) => invitations.revokeInvitation(actor.workspaceId, actor, input.invitationId),
});

export const acceptInvitation = personAction({
  input: AcceptInvitation,
  refresh: false,
  handler: async ({ person, input }) => {
    try {
      return await invitations.acceptInvitation(person.id, input.token);
    } catch (error) {
      if (error instanceof AppError && (error.code === "not_found" || error.code === "forbidden")) {
        recordRejectedInvitation(person.id, getClientIp(await headers()), () =>
          findStoredInvitation(input.token),
        );
      }
      throw error;
    }
  },
});
