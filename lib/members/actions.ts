"use server";

import { headers } from "next/headers";
import { action, personAction } from "@/lib/action";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { getClientIp } from "@/lib/http/client-ip";
import * as mutations from "@/lib/members/mutations";
import { findStoredInvitation } from "@/lib/members/queries";
import {
  AcceptInvitation,
  ChangeRole,
  CreateInvitation,
  LeaveWorkspace,
  RemoveMember,
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
  refresh: false,
  handler: async ({ actor, input }) => {
    const { token, expiresAt } = await mutations.createInvitation(actor.workspaceId, actor, input);
    return { link: `${env().NEXTAUTH_URL}/invite/${token}`, expiresAt };
  },
});

export const revokeInvitation = action({
  may: "manageMembers",
  input: RevokeInvitation,
  handler: ({ actor, input }) => mutations.revokeInvitation(actor.workspaceId, actor, input.invitationId),
});

export const acceptInvitation = personAction({
  input: AcceptInvitation,
  refresh: false,
  handler: async ({ person, input }) => {
    try {
      return await mutations.acceptInvitation(person.id, input.token);
    } catch (error) {
      if (error instanceof AppError && error.code === "not_found") {
        recordRejectedInvitation(person.id, getClientIp(await headers()), () =>
          findStoredInvitation(input.token),
        );
      }
      throw error;
    }
  },
});
