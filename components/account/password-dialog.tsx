"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import type { ReactNode } from "react";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import type { ActionResult } from "@/lib/action";
import { ConfirmWithPassword } from "@/lib/two-factor/schema";
import { CurrentPasswordField } from "./current-password-field";

interface PasswordDialogProps<Output> {
  title: string;
  description: ReactNode;
  confirmLabel: string;
  pendingLabel: string;
  variant?: "danger" | "primary";
  hasPassword: boolean;
  submit: (input: ConfirmWithPassword) => Promise<ActionResult<Output>>;
  onClose: () => void;
  onDone: (output: Output) => void;
  /** Further fields. */
  children?: ReactNode;
}

/** Asks for the current password before a change of the account. */
export function PasswordDialog<Output>({ submit, onClose, onDone, ...props }: PasswordDialogProps<Output>) {
  const form = useForm({
    resolver: zodResolver(ConfirmWithPassword),
    defaultValues: { currentPassword: "" },
  });
  const { errors, isSubmitting } = form.formState;
  const confirm = form.handleSubmit(async (input) => {
    const result = await callAction(() => submit(input));
    if (!result.ok) return showFailure(form, result);
    onDone(result.data);
  });
  return (
    <Dialog open onOpenChange={(open) => !open && !isSubmitting && onClose()}>
      <DialogContent title={props.title} description={props.description}>
        <form onSubmit={confirm} noValidate className="contents">
          <DialogBody>
            {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
            {props.children}
            <CurrentPasswordField
              hasPassword={props.hasPassword}
              registration={form.register("currentPassword")}
              error={errors.currentPassword?.message}
            />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              variant={props.variant ?? "danger"}
              pending={isSubmitting}
              pendingLabel={props.pendingLabel}
            >
              {props.confirmLabel}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
