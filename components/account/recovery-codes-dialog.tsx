"use client";

import { useState } from "react";
import { useLeaveGuard } from "@/components/forms/leave-guard";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { AlertDialog } from "@/components/ui/overlay/alert-dialog";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { useClipboard } from "@/components/ui/use-clipboard";

interface RecoveryCodesDialogProps {
  codes: string[];
  onClose: () => void;
}

/** Shows new recovery codes once, and asks before it is closed without copying. */
export function RecoveryCodesDialog({ codes, onClose }: RecoveryCodesDialogProps) {
  const { copy } = useClipboard();
  const [copied, setCopied] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const text = codes.join("\n");
  const leave = () => (copied ? onClose() : setLeaving(true));
  const copyAndClose = async () => {
    if (copied || (await copy(text))) onClose();
    else setLeaving(true);
  };
  useLeaveGuard(!copied, leave);
  return (
    <Dialog open onOpenChange={leave}>
      <DialogContent
        title="Your recovery codes"
        description={
          <>
            <strong className="font-medium text-text">Copy them now. They are shown only once.</strong> Each
            signs you in once, with your password, if your phone or key is lost. Keep them apart from the
            password.
          </>
        }
      >
        <DialogBody>
          <div className="flex items-start gap-1 rounded-control border border-border-strong bg-inset p-3">
            <ul
              aria-label="Recovery codes"
              className="grid flex-1 grid-cols-1 gap-x-6 gap-y-1 font-mono sm:grid-cols-2"
            >
              {codes.map((code) => (
                <li key={code} className="select-all">
                  {code}
                </li>
              ))}
            </ul>
            <CopyButton value={text} label="Copy codes" onCopied={() => setCopied(true)} />
          </div>
        </DialogBody>
        <DialogFooter>
          <Button variant="primary" onClick={copyAndClose}>
            {copied ? "Done" : "Copy and close"}
          </Button>
        </DialogFooter>
      </DialogContent>
      <AlertDialog
        open={leaving}
        onOpenChange={setLeaving}
        title="Close without copying the codes?"
        description="They cannot be shown again. You can replace them in the settings of your account."
        confirmLabel="Close without copying"
        pendingLabel="Closing…"
        cancelLabel="Back to the codes"
        onConfirm={onClose}
      />
    </Dialog>
  );
}
