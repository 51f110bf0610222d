"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { toast } from "@/components/ui/overlay/toast";
import type { ActionFailure, ActionResult } from "@/lib/action";
import { second } from "@/lib/time";
import { callAction } from "./call-action";
import { FailureAlert } from "./failure-alert";

export interface DeleteDialogProps {
  open: boolean;
  name: string;
  /** "application" */
  noun: string;
  /** Names the data that the deletion removes, and the data that it keeps. */
  description: string;
  remove: () => Promise<ActionResult<void>>;
  /** Facts for the decision, such as the last use. */
  children?: ReactNode;
  /** The facts ask for a confirmation that is missing. */
  blocked?: boolean;
  onClose: () => void;
  /** Absent for what cannot be restored. */
  onUndo?: () => void;
  /** The list moves the focus to a neighbouring row. */
  onDeleted: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** Longer than other notifications, to leave time to notice a mistaken deletion. */
const undoDuration = 10 * second;

export function DeleteDialog({
  name,
  noun,
  remove,
  onClose,
  onUndo,
  onDeleted,
  ...dialog
}: DeleteDialogProps) {
  const router = useRouter();
  const [failure, setFailure] = useState<ActionFailure | null>(null);

  const confirm = async () => {
    setFailure(null);
    const result = await callAction(remove);
    if (!result.ok && result.code !== "not_found") return setFailure(result);
    const undo = onUndo && { action: { label: "Undo", onClick: onUndo }, duration: undoDuration };
    if (result.ok) toast.success(`${name} was deleted.`, undo);
    else {
      toast.info(result.message);
      router.refresh();
    }
    onDeleted();
  };
  return (
    <AlertDialog
      {...dialog}
      onOpenChange={onClose}
      title={`Delete ${name}?`}
      confirmLabel={`Delete ${noun}`}
      pendingLabel="Deleting…"
      error={failure && <FailureAlert {...failure} />}
      onConfirm={confirm}
    />
  );
}
