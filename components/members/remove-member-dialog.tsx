"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { toast } from "@/components/ui/overlay/toast";
import type { ActionFailure } from "@/lib/action";
import { leaveWorkspace, removeMember } from "@/lib/members/actions";
import type { MemberRow } from "./member-row";

interface RemoveMemberDialogProps {
  open: boolean;
  member: MemberRow;
  onClose: () => void;
  /** Closes the dialog and moves the focus within the list. */
  onRemoved: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function RemoveMemberDialog({ member, onClose, onRemoved, ...dialog }: RemoveMemberDialogProps) {
  const { isSelf, workspace } = member;
  const router = useRouter();
  const [failure, setFailure] = useState<ActionFailure | null>(null);

  const remove = async () => {
    const { personId } = member;
    const result = await callAction(() =>
      isSelf ? leaveWorkspace(workspace.slug, {}) : removeMember(workspace.slug, { personId }),
    );
    if (!result.ok) return setFailure(result);
    onRemoved();
    if (isSelf) return router.replace("/");
    toast.success(`${member.name} is no longer a member.`);
  };

  const title = isSelf ? `Leave ${workspace.name}` : `Remove ${member.name}`;
  return (
    <AlertDialog
      {...dialog}
      onOpenChange={onClose}
      title={title}
      description={
        isSelf
          ? "You lose access immediately. You need an invitation to return."
          : `${member.name} immediately loses access to ${workspace.name}. Their applications and keys keep working.`
      }
      confirmLabel={isSelf ? "Leave workspace" : "Remove member"}
      pendingLabel={isSelf ? "Leaving…" : "Removing…"}
      error={failure && <FailureAlert {...failure} />}
      onConfirm={remove}
    />
  );
}
