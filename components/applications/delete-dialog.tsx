"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { callAction } from "@/components/forms/call-action";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { deleteApplication } from "@/lib/applications/actions";
import type { ApplicationRow } from "@/lib/applications/schema";
import { useApiAccess } from "./api-access";
import { LastCall } from "./last-call";

interface DeleteDialogProps {
  open: boolean;
  application: ApplicationRow;
  onClose: () => void;
  /** It is gone: whoever shows the list knows where the focus goes now. */
  onDeleted: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function DeleteDialog({ open, application, onClose, onDeleted, onCloseAutoFocus }: DeleteDialogProps) {
  const { id, name, lastUsedAt } = application;
  const { slug } = useApiAccess();
  const router = useRouter();
  const [error, setError] = useState<string | null>(null);

  const remove = async () => {
    setError(null);
    const result = await callAction(() => deleteApplication(slug, { id }));
    if (!result.ok && result.code !== "not_found") return setError(result.message);
    if (result.ok) toast.success(`${name} was deleted.`);
    else {
      toast.info(result.message);
      router.refresh();
    }
    onDeleted();
  };
  return (
    <AlertDialog
      open={open}
      onOpenChange={onClose}
      title={`Delete ${name}?`}
      description="Its key stops at once, and cannot be brought back. Its logs stay."
      confirmLabel="Delete application"
      pendingLabel="Deleting…"
      error={error}
      onConfirm={remove}
      onCloseAutoFocus={onCloseAutoFocus}
    >
      <LastCall at={lastUsedAt} />
    </AlertDialog>
  );
}
