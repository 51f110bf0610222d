"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm, useWatch } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { SubmitButton } from "@/components/forms/submit-button";
import { useUnsavedChanges } from "@/components/forms/unsaved-changes";
import { NewPasswordField } from "@/components/people/new-password-field";
import { Card } from "@/components/ui/layout/card";
import { toast } from "@/components/ui/overlay/toast";
import { changePassword } from "@/lib/people/actions";
import type { OwnAccount } from "@/lib/people/queries";
import { ChangePassword } from "@/lib/people/schema";
import { CurrentPasswordField } from "./current-password-field";

const blank = { currentPassword: "", password: "" };
const description = "The change ends your sessions on other devices.";
const providerNames: Record<string, string> = { github: "GitHub", google: "Google" };

export function PasswordForm({ account }: { account: OwnAccount }) {
  if (!account.hasPassword) {
    const providers = account.providers.map((provider) => providerNames[provider] ?? provider);
    return (
      <Card title="Password">
        <p className="max-w-[70ch] text-muted">
          Your account has no password. You sign in with {providers.join(" or ") || "a passkey"}.
        </p>
      </Card>
    );
  }
  return <ChangeForm account={account} />;
}

function ChangeForm({ account }: { account: OwnAccount }) {
  const form = useForm({ resolver: zodResolver(ChangePassword), defaultValues: blank });
  const { errors, isSubmitting, isDirty } = form.formState;
  const password = useWatch({ control: form.control, name: "password" });
  useUnsavedChanges(isDirty);

  const submit = form.handleSubmit(async (input) => {
    const lost = "The server did not answer. Your password may have changed: try the new one.";
    const result = await callAction(() => changePassword(input), lost);
    if (!result.ok) return showFailure(form, result);
    form.reset(blank);
    toast.success("Your password was changed. Other sessions have ended.");
  });

  return (
    <form onSubmit={submit} noValidate>
      <Card
        title="Password"
        description={description}
        footer={
          <SubmitButton pending={isSubmitting} pendingLabel="Changing…">
            Change password
          </SubmitButton>
        }
      >
        <div className="flex max-w-96 flex-col gap-4">
          {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
          {/* Tells password managers whose password it is. */}
          <input type="email" autoComplete="username" value={account.email} readOnly hidden />
          <CurrentPasswordField
            hasPassword
            registration={form.register("currentPassword")}
            error={errors.currentPassword?.message}
          />
          <NewPasswordField
            label="New password"
            password={password}
            texts={account}
            registration={form.register("password")}
            error={errors.password?.message}
          />
        </div>
      </Card>
    </form>
  );
}
