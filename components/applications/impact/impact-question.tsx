import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import type { BreakingChange } from "./breaking-changes";
import { ImpactFields } from "./impact-fields";
import type { ImpactConfirmation } from "./use-impact";

interface ImpactQuestionProps extends BreakingChange {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  confirmation: ImpactConfirmation;
  onConfirm: () => Promise<void>;
}

/** Asks before an edit that makes calls fail is saved. */
export function ImpactQuestion({ effect, asksName, confirmation, ...question }: ImpactQuestionProps) {
  const { open, onOpenChange, title, description, confirmLabel, onConfirm } = question;
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      confirmLabel={confirmLabel}
      pendingLabel="Saving…"
      blocked={asksName && confirmation.blocked}
      onConfirm={onConfirm}
    >
      <ImpactFields confirmation={confirmation} effect={effect} asksName={asksName} />
    </AlertDialog>
  );
}
