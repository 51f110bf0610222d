"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { stay } from "@/components/ui/use-dialogs";
import type { ActionFailure, ActionResult } from "@/lib/action";
import { useUnloadGuard } from "./leave-guard";

const whenLost =
  "The server did not answer, so nobody knows whether this was done: the old one may have stopped already. Try again to get a new one.";

interface RegenerateButtonProps<Issued> {
  /** The question: "Regenerate the key of Billing sync?" */
  title: string;
  description: string;
  confirmLabel: string;
  /** Why this person may not; null where they may. */
  disabledReason?: string | null;
  regenerate: () => Promise<ActionResult<Issued>>;
  /** The dialog that shows what was issued. */
  showIssued: (issued: Issued, closing: Closing) => ReactNode;
  /** What speaks for or against it. */
  children?: ReactNode;
}

interface Closing {
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** The way to replace a secret. Whatever else is being edited stays as it is. */
export function RegenerateButton<Issued>({
  regenerate,
  showIssued,
  disabledReason,
  children,
  ...question
}: RegenerateButtonProps<Issued>) {
  const router = useRouter();
  const button = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [issued, setIssued] = useState<Issued | null>(null);
  const [pending, setPending] = useState(false);
  // Whoever leaves now would never see what is being made.
  useUnloadGuard(pending);

  const ask = () => {
    setFailure(null);
    setAsking(true);
  };
  const confirm = async () => {
    setFailure(null);
    setPending(true);
    const result = await callAction(regenerate, whenLost);
    setPending(false);
    if (result.ok) {
      setIssued(result.data);
      setAsking(false);
    } else {
      setFailure(result);
      // The next try needs the secret that another person made. Without a session a refresh would leave the page.
      if (result.code === "conflict" || result.code === "not_found") router.refresh();
    }
  };
  const focusButton = (event: Event) => {
    event.preventDefault();
    button.current?.focus();
  };
  return (
    <>
      <Button ref={button} disabledReason={disabledReason} onClick={ask}>
        Regenerate
      </Button>
      <AlertDialog
        {...question}
        open={asking}
        onOpenChange={setAsking}
        pendingLabel="Regenerating…"
        error={failure && <FailureAlert {...failure} />}
        onConfirm={confirm}
        onCloseAutoFocus={issued === null ? focusButton : stay}
      >
        {children}
      </AlertDialog>
      {issued !== null &&
        showIssued(issued, { onClose: () => setIssued(null), onCloseAutoFocus: focusButton })}
    </>
  );
}
