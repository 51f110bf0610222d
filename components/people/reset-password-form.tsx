"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm, useWatch } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { SubmitButton } from "@/components/forms/submit-button";
import { useFirstFocus } from "@/components/forms/use-first-focus";
import { resetPassword } from "@/lib/password-resets/actions";
import { ResetPassword } from "@/lib/password-resets/schema";
import { NewPasswordField } from "./new-password-field";
import { signInWithPassword } from "./session-requests";

interface ResetPasswordFormProps {
  token: string;
  person: { name: string; email: string };
  /** The link stopped working while the form was open. */
  onInvalid: () => void;
}

const whenLost =
  "The server did not answer. Sign in with the new password; if it is wrong, open the link again.";

export function ResetPasswordForm({ token, person, onInvalid }: ResetPasswordFormProps) {
  const form = useForm({ resolver: zodResolver(ResetPassword), defaultValues: { token, password: "" } });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  const password = useWatch({ control: form.control, name: "password" });

  useFirstFocus("password");

  const submit = form.handleSubmit(async (input) => {
    const changed = await callAction(() => resetPassword(input), whenLost);
    if (!changed.ok) return changed.code === "not_found" ? onInvalid() : showFailure(form, changed);
    const { email } = changed.data;
    const signedIn = await callAction(() => signInWithPassword({ email, password: input.password }));
    // Leaves no entry with the token in the history.
    window.location.replace(signedIn.ok ? "/" : "/sign-in");
  });

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
      <p className="wrap-anywhere text-muted">
        For <span className="font-medium text-text">{person.email}</span>. All sessions of this account end,
        on every device.
      </p>
      {/* Tells password managers whose password it is. */}
      <input type="email" autoComplete="username" value={person.email} readOnly hidden />
      <NewPasswordField
        label="New password"
        password={password}
        texts={person}
        registration={form.register("password")}
        error={errors.password?.message}
      />
      <SubmitButton pending={isSubmitting || isSubmitSuccessful} pendingLabel="Changing your password…">
        Change password
      </SubmitButton>
    </form>
  );
}
