"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { stay } from "@/components/ui/use-dialogs";
import type { ActionResult } from "@/lib/action";

interface RegenerateButtonProps<Issued> {
  /** The question: "Regenerate the key of Billing sync?" */
  title: string;
  description: string;
  confirmLabel: string;
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
  children,
  ...question
}: RegenerateButtonProps<Issued>) {
  const router = useRouter();
  const button = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [issued, setIssued] = useState<Issued | null>(null);

  const ask = () => {
    setError(null);
    setAsking(true);
  };
  const confirm = async () => {
    setError(null);
    const result = await callAction(regenerate);
    if (result.ok) {
      setIssued(result.data);
      setAsking(false);
    } else {
      setError(result.message);
      // The one that somebody else made is on the page when this is tried again.
      router.refresh();
    }
  };
  const focusButton = (event: Event) => {
    event.preventDefault();
    button.current?.focus();
  };
  return (
    <>
      <Button ref={button} onClick={ask}>
        Regenerate
      </Button>
      <AlertDialog
        {...question}
        open={asking}
        onOpenChange={setAsking}
        pendingLabel="Regenerating…"
        error={error}
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
