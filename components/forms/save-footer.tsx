import { Check } from "lucide-react";
import { SubmitButton } from "./submit-button";

interface SaveFooterProps {
  /** What the form holds is what was saved last. */
  saved: boolean;
  pending: boolean;
  /** Why the reader may not save; null where they may. */
  disabledReason: string | null;
}

/** The foot of a form that stays where it is when it is saved, and says that it was. */
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
