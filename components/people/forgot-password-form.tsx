"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { SubmitButton } from "@/components/forms/submit-button";
import { useFirstFocus } from "@/components/forms/use-first-focus";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { requestPasswordReset } from "@/lib/password-resets/actions";
import { RequestPasswordReset } from "@/lib/password-resets/schema";

/** Asks for the email, then says the same for every one. */
export function ForgotPasswordForm() {
  // No default values: React Hook Form would overwrite input typed or autofilled before hydration.
  const form = useForm({ resolver: zodResolver(RequestPasswordReset) });
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { errors, isSubmitting } = form.formState;

  useFirstFocus("email");

  const submit = form.handleSubmit(async (input) => {
    const result = await callAction(() => requestPasswordReset(input));
    if (result.ok) setSentTo(input.email);
    else showFailure(form, result);
  });

  if (sentTo !== null) return <RequestedLink email={sentTo} onRetry={() => setSentTo(null)} />;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
      <Field label="Email" error={errors.email?.message}>
        <Input type="email" autoComplete="username" {...form.register("email")} />
      </Field>
      <SubmitButton pending={isSubmitting} pendingLabel="Sending…">
        Send link
      </SubmitButton>
    </form>
  );
}

function RequestedLink({ email, onRetry }: { email: string; onRetry: () => void }) {
  const notice = useRef<HTMLDivElement>(null);
  // The focused button is gone.
  useEffect(() => notice.current?.focus(), []);
  return (
    <div className="flex flex-col gap-4">
      <Alert ref={notice} tabIndex={-1} tone="positive" role="status" title="Check your mailbox">
        If <span className="wrap-anywhere font-medium">{email}</span> has an account, an email with a link is
        on its way. It works once, for 30 minutes.
      </Alert>
      <Button onClick={onRetry}>Send again, or use another email</Button>
    </div>
  );
}
