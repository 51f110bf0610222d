"use client";

import { useState } from "react";
import { useDiscardGuard } from "@/components/forms/unsaved-changes";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { CreateWorkspaceForm } from "./create-workspace-form";

interface CreateWorkspaceDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function CreateWorkspaceDialog({ open, onOpenChange, onCloseAutoFocus }: CreateWorkspaceDialogProps) {
  const [isDirty, setIsDirty] = useState(false);
  const close = () => {
    setIsDirty(false);
    onOpenChange(false);
  };
  const { leave, question } = useDiscardGuard({
    open,
    isDirty,
    isSubmitting: false,
    question: "Discard this workspace?",
    onDiscard: close,
  });
  return (
    <Dialog open={open} onOpenChange={leave}>
      <DialogContent
        title="Create workspace"
        description="It has its own applications, keys and members. You will be its owner."
        onCloseAutoFocus={onCloseAutoFocus}
        onInput={() => setIsDirty(true)}
      >
        <CreateWorkspaceForm
          onCreated={close}
          layout={({ fields, button }) => (
            <>
              <DialogBody>{fields}</DialogBody>
              <DialogFooter>
                <Button onClick={close}>Cancel</Button>
                {button}
              </DialogFooter>
            </>
          )}
        />
      </DialogContent>
      {question}
    </Dialog>
  );
}
