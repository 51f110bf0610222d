"use client";

import { type ReactNode, useState } from "react";
import { useLeaveGuard } from "@/components/secrets/leave-guard";
import { AlertDialog } from "@/components/ui/alert-dialog";

interface DiscardGuardOptions {
  open: boolean;
  isDirty: boolean;
  isSubmitting: boolean;
  /** "Discard your changes?" */
  question: string;
  onDiscard: () => void;
}

/**
 * Closes a dialog with a form. Escape, the corner and the browser's Back (a phone's too) ask before they discard
 * input; while the form is being submitted they do nothing.
 */
export function useDiscardGuard({ open, isDirty, isSubmitting, question, onDiscard }: DiscardGuardOptions): {
  leave: () => void;
  question: ReactNode;
} {
  const [asking, setAsking] = useState(false);
  const leave = () => {
    if (isSubmitting) return;
    if (isDirty) setAsking(true);
    else onDiscard();
  };
  useLeaveGuard(false, leave, open);
  return {
    leave,
    question: (
      <AlertDialog
        open={open && asking}
        onOpenChange={setAsking}
        title={question}
        description="What you entered is not saved."
        confirmLabel="Discard"
        pendingLabel="Discarding…"
        cancelLabel="Keep editing"
        onConfirm={onDiscard}
      />
    ),
  };
}
