"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useUnloadGuard } from "@/components/forms/leave-guard";
import { Button } from "@/components/ui/button";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { stay } from "@/components/ui/overlay/use-dialogs";
import type { ActionFailure, ActionResult } from "@/lib/action";

const lostMessage =
  "The server did not answer. The old one may already be invalid. Try again to get a new one.";

interface RegenerateButtonProps<Issued> {
  /** The accessible name, where a dialog has several of these buttons. */
  label?: string;
  /** The question: "Regenerate the key of Billing sync?" */
  title: string;
  description: string;
  confirmLabel: string;
  /** Why this member may not; null if they may. */
  disabledReason?: string | null;
  regenerate: () => Promise<ActionResult<Issued>>;
  /** Renders the dialog with the new secret. */
  showIssued: (issued: Issued, closing: Closing) => ReactNode;
  /** Facts for the decision, such as the last use. */
  children?: ReactNode;
  /** The facts ask for a confirmation that is missing. */
  blocked?: boolean;
  onAsk?: () => void;
}

interface Closing {
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** Replaces a secret after a confirmation. Unsaved input elsewhere on the page stays. */
export function RegenerateButton<Issued>({
  label,
  regenerate,
  showIssued,
  disabledReason,
  children,
  onAsk,
  ...question
}: RegenerateButtonProps<Issued>) {
  const router = useRouter();
  const button = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [issued, setIssued] = useState<Issued | null>(null);
  const [pending, setPending] = useState(false);
  // The new secret is shown only once, on this page.
  useUnloadGuard(pending);
  // The secret that the question is about. A poll may bring the one that another admin created since.
  const asked = useRef<typeof regenerate | null>(null);

  const ask = () => {
    asked.current = regenerate;
    setFailure(null);
    setAsking(true);
    onAsk?.();
  };
  const confirm = async () => {
    setFailure(null);
    setPending(true);
    const result = await callAction(asked.current ?? regenerate, lostMessage);
    setPending(false);
    if (result.ok) {
      setIssued(result.data);
      setAsking(false);
    } else {
      setFailure(result);
      if (result.code !== "conflict" && result.code !== "not_found") return;
      // The next attempt needs the current secret. Without a session a refresh would leave the page.
      asked.current = null;
      router.refresh();
    }
  };
  const focusButton = (event: Event) => {
    event.preventDefault();
    button.current?.focus();
  };
  return (
    <>
      <Button ref={button} aria-label={label} disabledReason={disabledReason} onClick={ask}>
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
