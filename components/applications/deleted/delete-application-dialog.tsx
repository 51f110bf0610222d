"use client";

import { ImpactFields } from "@/components/applications/impact/impact-fields";
import type { ImpactConfirmation } from "@/components/applications/impact/use-impact";
import { LastCall } from "@/components/applications/last-use";
import { DeleteDialog, type DeleteDialogProps } from "@/components/forms/delete-dialog";
import { deleteApplication } from "@/lib/applications/actions";
import type { ApplicationRow } from "@/lib/applications/rows";
import { useUndoDeletion } from "./use-restore";

interface DeleteApplicationDialogProps
  extends Pick<DeleteDialogProps, "open" | "onClose" | "onDeleted" | "onCloseAutoFocus"> {
  slug: string;
  application: ApplicationRow;
  impact: ImpactConfirmation;
}

export function DeleteApplicationDialog({
  slug,
  application,
  impact,
  ...dialog
}: DeleteApplicationDialogProps) {
  const { id, name } = application;
  const undo = useUndoDeletion(slug);
  return (
    <DeleteDialog
      {...dialog}
      name={name}
      noun="application"
      description="Its key stops working immediately. For 30 days it can be restored with the same key. Its logs stay."
      blocked={impact.blocked}
      onUndo={() => void undo(id)}
      remove={() => deleteApplication(slug, { id })}
    >
      <ImpactFields confirmation={impact} unused={<LastCall application={application} />} />
    </DeleteDialog>
  );
}
