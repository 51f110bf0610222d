"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm, useWatch } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { SubmitButton } from "@/components/forms/submit-button";
import { useFirstFocus } from "@/components/forms/use-first-focus";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { signUp } from "@/lib/people/actions";
import { SignUp } from "@/lib/people/schema";
import { NewPasswordField } from "./new-password-field";
import { signInWithPassword } from "./session-requests";

interface SignUpFormProps {
  next: string;
  /** True for invited people, who join a workspace instead of creating one. */
  invited: boolean;
}

export function SignUpForm({ next, invited }: SignUpFormProps) {
  // No default values: React Hook Form would overwrite input typed or autofilled before hydration.
  const form = useForm({ resolver: zodResolver(SignUp) });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  const { password, ...texts } = useWatch({ control: form.control });

  useFirstFocus("name");

  const submit = form.handleSubmit(async (input) => {
    const created = await callAction(() => signUp(input));
    if (!created.ok) return showFailure(form, created);
    const { email, password } = input;
    const signedIn = await callAction(() => signInWithPassword({ email, password }));
    if (!signedIn.ok) return form.setError("root", { message: `Your account is ready. ${signedIn.message}` });
    window.location.assign(next);
  });

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
      <Field label="Name" error={errors.name?.message}>
        <Input autoComplete="name" {...form.register("name")} />
      </Field>
      <Field label="Email" error={errors.email?.message}>
        <Input type="email" autoComplete="username" {...form.register("email")} />
      </Field>
      <NewPasswordField
        password={password}
        texts={texts}
        registration={form.register("password")}
        error={errors.password?.message}
      />
      {!invited && (
        <Field
          label="Workspace"
          help="Usually the name of your company."
          error={errors.workspaceName?.message}
        >
          <Input autoComplete="organization" {...form.register("workspaceName")} />
        </Field>
      )}
      <SubmitButton pending={isSubmitting || isSubmitSuccessful} pendingLabel="Creating your account…">
        Create account
      </SubmitButton>
    </form>
  );
}
