"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { SubmitButton } from "@/components/forms/submit-button";
import { useFirstFocus } from "@/components/forms/use-first-focus";
import { Alert } from "@/components/ui/feedback/alert";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { ConfirmApp } from "@/lib/two-factor/schema";
import { PasskeyButton } from "./passkey-button";
import { signInWithCode } from "./session-requests";

export function SecondFactorForm({ next }: { next: string }) {
  const form = useForm({ resolver: zodResolver(ConfirmApp), defaultValues: { code: "" } });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;

  useFirstFocus("code");

  const submit = form.handleSubmit(async ({ code }) => {
    const result = await callAction(() => signInWithCode(code));
    if (result.ok) return window.location.assign(next);
    form.setError("root", {
      message: "This code is wrong or was used already, or five minutes have passed.",
    });
    form.setFocus("code", { shouldSelect: true });
  });

  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {errors.root && (
          <Alert tone="danger" role="alert">
            {errors.root.message}
          </Alert>
        )}
        <Field
          label="Code"
          help="From your authenticator app, or a recovery code."
          error={errors.code?.message}
        >
          <Input
            autoComplete="one-time-code"
            autoCapitalize="none"
            spellCheck={false}
            {...form.register("code")}
          />
        </Field>
        <SubmitButton pending={isSubmitting || isSubmitSuccessful} pendingLabel="Signing in…">
          Sign in
        </SubmitButton>
      </form>
      <PasskeyButton next={next} />
    </div>
  );
}
