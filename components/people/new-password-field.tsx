"use client";

import { TriangleAlert } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import type { UseFormRegisterReturn } from "react-hook-form";
import { Field } from "@/components/ui/form/field";
import { PasswordInput } from "@/components/ui/form/password-input";
import { createPasswordCheck, type PasswordCheck, type PersonalTexts } from "@/lib/people/password-strength";
import { minPasswordLength } from "@/lib/people/schema";

interface NewPasswordFieldProps {
  label?: string;
  /** The current input. */
  password: string | undefined;
  /** What it must not consist of. */
  texts: PersonalTexts;
  registration: UseFormRegisterReturn<"password">;
  error: string | undefined;
}

/** Explains while typing why a password is weak. The server checks it again with larger dictionaries. */
export function NewPasswordField({
  label = "Password",
  registration,
  error,
  ...watched
}: NewPasswordFieldProps) {
  const [findWeakness, setFindWeakness] = useState<PasswordCheck | null>(null);
  const load = async () => {
    // The check is optional: the server judges the password again.
    const loaded = await loadPasswordCheck().catch(() => null);
    setFindWeakness(() => loaded);
  };
  const password = useDeferredValue(watched.password ?? "");
  const { name, email, workspaceName } = watched.texts;
  const weakness = useMemo(
    () =>
      password.length < minPasswordLength ? null : findWeakness?.(password, { name, email, workspaceName }),
    [findWeakness, password, name, email, workspaceName],
  );
  return (
    <Field
      label={label}
      error={error}
      help={
        // Always two lines high, so that the form does not move when the text changes.
        <span aria-live="polite" className="block min-h-[2lh]">
          {weakness && !error ? (
            <span className="flex items-start gap-1.5 text-warning">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
              {weakness}
            </span>
          ) : (
            `At least ${minPasswordLength} characters. A few unrelated words are easy to remember and hard to guess.`
          )}
        </span>
      }
    >
      <PasswordInput
        autoComplete="new-password"
        {...registration}
        onFocus={() => {
          if (!findWeakness) void load();
        }}
      />
    </Field>
  );
}

async function loadPasswordCheck(): Promise<PasswordCheck> {
  const { dictionary, adjacencyGraphs } = await import("@zxcvbn-ts/language-common");
  return createPasswordCheck({ dictionary, graphs: adjacencyGraphs });
}
