"use client";

import { Trash2 } from "lucide-react";
import { useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { IconButton } from "@/components/ui/button";
import { columnHelper, DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { revokeInvitation } from "@/lib/members/actions";
import type { PendingInvitation } from "@/lib/members/queries";
import { roles } from "@/lib/members/schema";

const column = columnHelper<PendingInvitation>();
const columns = column.columns([
  column.accessor("role", { header: "Joins as", cell: ({ getValue }) => roles[getValue()].label }),
  column.accessor("createdBy", {
    header: "Invited by",
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => getValue()?.name ?? "Somebody who left",
  }),
  column.accessor("expiresAt", {
    header: "Expires",
    meta: { width: "w-36" },
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
]);

interface InvitationTableProps {
  workspaceSlug: string;
  invitations: PendingInvitation[];
  /** Why the reader may not revoke them; null where they may. */
  disabledReason: string | null;
}

export function InvitationTable({ workspaceSlug, invitations, disabledReason }: InvitationTableProps) {
  const [revoking, setRevoking] = useState<PendingInvitation | null>(null);
  const [error, setError] = useState<string | null>(null);

  const close = () => {
    setRevoking(null);
    setError(null);
  };
  const revoke = async () => {
    if (!revoking) return;
    const result = await callAction(() => revokeInvitation(workspaceSlug, { invitationId: revoking.id }));
    if (result.ok) close();
    else setError(result.message);
  };

  return (
    <>
      <DataTable
        caption="Pending invitations"
        columns={columns}
        rows={invitations}
        getRowId={({ id }) => id}
        rowActionsWidth="w-14"
        rowActions={(invitation) => (
          <IconButton
            label="Revoke invitation"
            disabledReason={disabledReason}
            onClick={() => setRevoking(invitation)}
          >
            <Trash2 />
          </IconButton>
        )}
      />
      <AlertDialog
        open={revoking !== null}
        onOpenChange={(open) => !open && close()}
        title="Revoke invitation"
        description="Its link stops working at once. You can make another one at any time."
        confirmLabel="Revoke invitation"
        pendingLabel="Revoking…"
        error={error}
        onConfirm={revoke}
      />
    </>
  );
}
