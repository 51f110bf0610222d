"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { SubmitButton } from "@/components/forms/submit-button";
import { useDiscardGuard } from "@/components/forms/unsaved-changes";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { requestEmailChange } from "@/lib/email-changes/actions";
import { RequestEmailChange } from "@/lib/email-changes/schema";
import { CurrentPasswordField } from "./current-password-field";

interface EmailDialogProps {
  hasPassword: boolean;
  onClose: () => void;
}

export function EmailDialog({ hasPassword, onClose }: EmailDialogProps) {
  const form = useForm({
    resolver: zodResolver(RequestEmailChange),
    defaultValues: { email: "", currentPassword: "" },
  });
  const { errors, isSubmitting, isDirty } = form.formState;
  const { leave, question } = useDiscardGuard({
    open: true,
    isDirty,
    isSubmitting,
    question: "Discard the new email?",
    onDiscard: onClose,
  });

  const submit = form.handleSubmit(async (input) => {
    const result = await callAction(() => requestEmailChange(input));
    if (!result.ok) return showFailure(form, result);
    onClose();
  });

  return (
    <Dialog open onOpenChange={leave}>
      <DialogContent
        title="Change email"
        description="A link is sent to the new email. Your email changes once you open and confirm it."
      >
        <form onSubmit={submit} noValidate className="contents">
          <DialogBody>
            {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
            <Field label="New email" error={errors.email?.message}>
              <Input type="email" autoComplete="email" {...form.register("email")} />
            </Field>
            <CurrentPasswordField
              hasPassword={hasPassword}
              registration={form.register("currentPassword")}
              error={errors.currentPassword?.message}
            />
          </DialogBody>
          <DialogFooter>
            <Button onClick={leave}>Cancel</Button>
            <SubmitButton pending={isSubmitting} pendingLabel="Sending…">
              Send link
            </SubmitButton>
          </DialogFooter>
        </form>
      </DialogContent>
      {question}
    </Dialog>
  );
}
