"use client";

import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { CreateWorkspaceForm } from "./create-workspace-form";

interface CreateWorkspaceDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function CreateWorkspaceDialog({ open, onOpenChange, onCloseAutoFocus }: CreateWorkspaceDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Create workspace"
        description="It starts empty, with applications, keys and members of its own. You will own it."
        onCloseAutoFocus={onCloseAutoFocus}
      >
        <CreateWorkspaceForm
          onCreated={() => onOpenChange(false)}
          layout={({ fields, button }) => (
            <>
              <DialogBody>{fields}</DialogBody>
              <DialogFooter>
                <DialogClose asChild>
                  <Button>Cancel</Button>
                </DialogClose>
                {button}
              </DialogFooter>
            </>
          )}
        />
      </DialogContent>
    </Dialog>
  );
}
