"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import Link from "next/link";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { SubmitButton } from "@/components/forms/submit-button";
import { useFirstFocus } from "@/components/forms/use-first-focus";
import { Alert } from "@/components/ui/feedback/alert";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { PasswordInput } from "@/components/ui/form/password-input";
import { SignIn } from "@/lib/people/schema";
import { PasskeyButton } from "./passkey-button";
import { signInWithPassword } from "./session-requests";
import { rememberCodes, useCodeHint } from "./use-code-hint";

interface SignInFormProps {
  /** The path to open afterwards. */
  next: string;
  /** Why an earlier attempt failed, for example at a provider. */
  problem: string | null;
}

export function SignInForm({ next, problem }: SignInFormProps) {
  // No default values: React Hook Form would overwrite input typed or autofilled before hydration.
  const form = useForm({ resolver: zodResolver(SignIn) });
  const { errors, isSubmitting, isSubmitSuccessful, isSubmitted } = form.formState;
  const [hasFailed, setHasFailed] = useState(false);
  // Every failure asks for a code: the server does not tell which accounts use one.
  const asksForCode = useCodeHint() || hasFailed;
  const message = errors.root?.message ?? (isSubmitted ? null : problem);

  useFirstFocus("email");

  const submit = form.handleSubmit(async (credentials) => {
    const result = await callAction(() => signInWithPassword(credentials));
    if (result.ok) {
      if (credentials.code) rememberCodes();
      return window.location.assign(next);
    }
    setHasFailed(true);
    form.setError("root", { message: result.message });
    form.setFocus("password", { shouldSelect: true });
  });

  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {message && (
          <Alert tone="danger" role="alert">
            {message}
          </Alert>
        )}
        <Field label="Email" error={errors.email?.message}>
          <Input type="email" autoComplete="username webauthn" {...form.register("email")} />
        </Field>
        <Field label="Password" error={errors.password?.message}>
          <PasswordInput autoComplete="current-password" {...form.register("password")} />
        </Field>
        <Link className="link -mt-2 self-start text-sm" href="/forgot-password">
          Forgot your password?
        </Link>
        {asksForCode && (
          <Field
            label="Code"
            help="With two-factor sign-in: from your authenticator app, or a recovery code. Otherwise leave it empty."
            error={errors.code?.message}
          >
            <Input
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              {...form.register("code")}
            />
          </Field>
        )}
        <SubmitButton pending={isSubmitting || isSubmitSuccessful} pendingLabel="Signing in…">
          Sign in
        </SubmitButton>
      </form>
      <PasskeyButton next={next} getFields={form.getValues} />
    </div>
  );
}
