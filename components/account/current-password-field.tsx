"use client";

import type { UseFormRegisterReturn } from "react-hook-form";
import { Field } from "@/components/ui/form/field";
import { PasswordInput } from "@/components/ui/form/password-input";

interface CurrentPasswordFieldProps {
  /** False for a person who signs in through a provider only. */
  hasPassword: boolean;
  registration: UseFormRegisterReturn<"currentPassword">;
  error: string | undefined;
}

export function CurrentPasswordField({ hasPassword, registration, error }: CurrentPasswordFieldProps) {
  if (!hasPassword) {
    return (
      <p className="text-muted text-sm">
        Your account has no password, so this needs a sign-in within the last 10 minutes.
      </p>
    );
  }
  return (
    <Field label="Current password" error={error}>
      <PasswordInput autoComplete="current-password" {...registration} />
    </Field>
  );
}
