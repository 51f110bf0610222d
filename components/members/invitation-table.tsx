"use client";

import { Trash2 } from "lucide-react";
import { useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { IconButton } from "@/components/ui/button";
import { createButtonId } from "@/components/ui/create-button";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { deleteButtonId, findNeighborButton, useDialogs } from "@/components/ui/overlay/use-dialogs";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ActionFailure } from "@/lib/action";
import type { RoleName } from "@/lib/auth/permissions";
import { revokeInvitation } from "@/lib/members/actions";
import type { PendingInvitation } from "@/lib/members/queries";
import { findGrantDenial } from "@/lib/members/rules";
import { roles } from "@/lib/members/schema";
import { DeliveryState, ResendButton, useRefreshWhile } from "./invitation-delivery";

const column = columnHelper<PendingInvitation>();
const columns = column.columns([
  column.accessor("note", { header: "For", cell: ({ row }) => <Guest invitation={row.original} /> }),
  column.accessor("role", {
    header: "Joins as",
    meta: { width: "w-28", hideBelow: "sm" },
    cell: ({ getValue }) => roles[getValue()].label,
  }),
  column.accessor("createdBy", {
    header: "Invited by",
    meta: { width: "w-44", hideBelow: "lg" },
    cell: ({ row }) => <span title={nameAuthor(row.original)}>{nameAuthor(row.original)}</span>,
  }),
  column.accessor("delivery", {
    header: "Email",
    meta: { width: "w-36", hideBelow: "sm" },
    cell: ({ row }) => <DeliveryState invitation={row.original} />,
  }),
  column.accessor("expiresAt", {
    header: "Expires",
    meta: { width: "w-28 sm:w-36" },
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
]);

interface InvitationTableProps {
  workspaceSlug: string;
  invitations: PendingInvitation[];
  actorRole: RoleName;
  /** Whether this installation sends emails. */
  sendsEmail: boolean;
}

export function InvitationTable({ workspaceSlug, invitations, actorRole, sendsEmail }: InvitationTableProps) {
  const { act, open, begin, close, closeTowards, returnFocus } =
    useDialogs<PendingInvitation>(createButtonId);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  useRefreshWhile(invitations.some(({ delivery }) => delivery?.state === "queued"));

  const revoke = async () => {
    if (!act) return;
    const result = await callAction(() => revokeInvitation(workspaceSlug, { invitationId: act.id }));
    if (result.ok) closeTowards(findNeighborButton(invitations, act.id));
    else setFailure(result);
  };

  const canResend = sendsEmail && invitations.some(({ email }) => email !== null);

  return (
    <>
      <DataTable
        caption="Pending invitations"
        columns={columns}
        rows={invitations}
        getRowId={({ id }) => id}
        rowActionsWidth={canResend ? "w-22" : "w-14"}
        rowActions={(invitation) => (
          <>
            {sendsEmail && invitation.email !== null && (
              <ResendButton workspaceSlug={workspaceSlug} invitation={invitation} actorRole={actorRole} />
            )}
            <IconButton
              id={deleteButtonId(invitation.id)}
              label={toRevokeLabel(invitation)}
              disabledReason={findGrantDenial(actorRole, invitation.role)}
              onClick={({ currentTarget }) => {
                setFailure(null);
                begin(invitation, currentTarget);
              }}
            >
              <Trash2 />
            </IconButton>
          </>
        )}
      />
      <AlertDialog
        open={open}
        onOpenChange={close}
        title={act && toRevokeLabel(act)}
        description="Its link stops working immediately. You can create another one."
        confirmLabel="Revoke invitation"
        pendingLabel="Revoking…"
        error={failure && <FailureAlert {...failure} />}
        onConfirm={revoke}
        onCloseAutoFocus={returnFocus}
      />
    </>
  );
}

/** The email or the note; on narrow screens also the values of hidden columns. */
function Guest({ invitation }: { invitation: PendingInvitation }) {
  const { role, email } = invitation;
  const guest = nameGuest(invitation);
  return (
    <div className="flex flex-col items-start py-1.5">
      <span title={guest} className="wrap-anywhere line-clamp-2 max-w-full font-medium sm:block sm:truncate">
        {guest || <span className="font-normal text-muted">No note</span>}
      </span>
      <span className="wrap-anywhere max-w-full text-muted text-sm lg:hidden">
        <span className="sm:hidden">As {roles[role].withArticle}, </span>
        by {nameAuthor(invitation)}
      </span>
      {email !== null && (
        <span className="sm:hidden">
          <DeliveryState invitation={invitation} />
        </span>
      )}
    </div>
  );
}

function nameAuthor({ createdBy }: PendingInvitation): string {
  return createdBy?.name ?? "a former member";
}

function nameGuest({ email, note }: PendingInvitation): string {
  return email ?? note;
}

function toRevokeLabel(invitation: PendingInvitation): string {
  const name = nameGuest(invitation);
  const guest = name ? ` for ${name}` : "";
  return `Revoke the invitation${guest} as ${roles[invitation.role].withArticle}, by ${nameAuthor(invitation)}`;
}
