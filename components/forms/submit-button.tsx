"use client";

import { Check } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button, type ButtonProps } from "@/components/ui/button";

/**
 * A form's primary button. Before hydration the browser would submit the form itself and lose the input, so the button
 * is disabled until then, without looking so.
 */
export function SubmitButton(props: Omit<ButtonProps, "type" | "variant">) {
  const isHydrated = useSyncExternalStore(subscribeToNothing, isInBrowser, isOnServer);
  return (
    <Button
      {...props}
      type="submit"
      variant="primary"
      disabled={!isHydrated}
      className="disabled:opacity-100"
    />
  );
}

const subscribeToNothing = () => () => undefined;
const isInBrowser = () => true;
const isOnServer = () => false;

interface SaveFooterProps {
  /** The form equals what was saved last. */
  saved: boolean;
  pending: boolean;
  /** Why this member may not save; null if they may. */
  disabledReason: string | null;
}

/** The footer of a form that stays open after saving. */
export function SaveFooter({ saved, pending, disabledReason }: SaveFooterProps) {
  return (
    <>
      <p role="status" className="flex items-center gap-1.5 text-muted">
        {saved && (
          <>
            <Check aria-hidden className="size-4 text-positive" />
            Saved
          </>
        )}
      </p>
      <SubmitButton disabledReason={disabledReason} pending={pending} pendingLabel="Saving…">
        Save
      </SubmitButton>
    </>
  );
}
