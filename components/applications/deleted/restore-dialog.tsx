"use client";

import { type FormEvent, useRef, useState, useTransition } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import type { ActionFailure } from "@/lib/action";
import type { DeletedApplication } from "@/lib/applications/rows";
import { RestoredName } from "@/lib/applications/schema";
import { findNameIssue, useRestore } from "./use-restore";

interface RestoreDialogProps {
  application: Pick<DeletedApplication, "id" | "name">;
  /** Says that the name is taken. */
  taken: string;
  onClose: () => void;
}

/** Asks for another name. */
export function RestoreDialog({ application: { id, name }, taken, onClose }: RestoreDialogProps) {
  const { slug } = useApiAccess();
  const restore = useRestore(slug);
  const input = useRef<HTMLInputElement>(null);
  const [pending, startTransition] = useTransition();
  const [error, setError] = useState<string | undefined>(taken);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const reject = (message: string) => {
    setError(message);
    input.current?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    const chosen = RestoredName.safeParse({ name: input.current?.value });
    if (!chosen.success) return reject(chosen.error.issues[0]?.message ?? "Enter a name.");
    setError(undefined);
    setFailure(null);
    startTransition(async () => {
      const failed = await restore({ id, ...chosen.data });
      const issue = failed && findNameIssue(failed);
      if (issue) reject(issue);
      else if (failed) setFailure(failed);
      else onClose();
    });
  };
  return (
    <Dialog open onOpenChange={() => !pending && onClose()}>
      <DialogContent
        title={`Restore ${name}`}
        description="Another application has its name now. Its keys and logs stay the same under a new name."
      >
        <form onSubmit={submit} noValidate className="contents">
          <DialogBody>
            <Field label="Name" error={error}>
              <Input ref={input} autoComplete="off" defaultValue={name} />
            </Field>
          </DialogBody>
          {failure && (
            <div className="border-t px-5 py-3">
              <FailureAlert {...failure} />
            </div>
          )}
          <DialogFooter className="max-sm:grid max-sm:grid-cols-2">
            <Button onClick={onClose} aria-disabled={pending}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" pending={pending} pendingLabel="Restoring…">
              Restore application
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
