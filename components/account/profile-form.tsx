"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { SaveFooter } from "@/components/forms/submit-button";
import { useUnsavedChanges } from "@/components/forms/unsaved-changes";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Card } from "@/components/ui/layout/card";
import { toast } from "@/components/ui/overlay/toast";
import { cancelEmailChange } from "@/lib/email-changes/actions";
import { renamePerson } from "@/lib/people/actions";
import type { OwnAccount } from "@/lib/people/queries";
import { RenamePerson } from "@/lib/people/schema";
import { EmailDialog } from "./email-dialog";

interface ProfileFormProps {
  account: OwnAccount;
  /** False without a mail server: the email cannot be changed. */
  sendsEmail: boolean;
}

export function ProfileForm({ account, sendsEmail }: ProfileFormProps) {
  const [saved, setSaved] = useState(false);
  const [isDirty, setIsDirty] = useState(false);
  const [isChangingEmail, setIsChangingEmail] = useState(false);
  useUnsavedChanges(isDirty);
  const form = useForm({ resolver: zodResolver(RenamePerson) });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (input) => {
    const result = await callAction(() => renamePerson(input));
    setSaved(result.ok);
    if (!result.ok) return showFailure(form, result);
    setIsDirty(false);
  });

  return (
    <>
      <form onSubmit={submit} noValidate>
        <Card
          title="Profile"
          footer={<SaveFooter saved={saved} pending={isSubmitting} disabledReason={null} />}
        >
          <div className="flex max-w-96 flex-col gap-4">
            {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
            <Field label="Name" help="Members of your workspaces see it." error={errors.name?.message}>
              <Input
                autoComplete="name"
                defaultValue={account.name}
                {...form.register("name", {
                  onChange: ({ target }) => {
                    setSaved(false);
                    setIsDirty(target.value !== account.name);
                  },
                })}
              />
            </Field>
            <EmailField account={account} sendsEmail={sendsEmail} onChange={() => setIsChangingEmail(true)} />
          </div>
        </Card>
      </form>
      {isChangingEmail && (
        <EmailDialog hasPassword={account.hasPassword} onClose={() => setIsChangingEmail(false)} />
      )}
    </>
  );
}

function EmailField({ account, sendsEmail, onChange }: ProfileFormProps & { onChange: () => void }) {
  const denial = sendsEmail ? null : "This installation sends no email, so a new one cannot be confirmed.";
  return (
    <>
      <div className="flex gap-2 max-sm:flex-col sm:items-end">
        <Field label="Email" className="min-w-0 flex-1">
          <Input readOnly value={account.email} />
        </Field>
        <Button disabledReason={denial} onClick={onChange}>
          Change email
        </Button>
      </div>
      {denial && <p className="-mt-2 text-muted text-sm">{denial}</p>}
      {account.pendingEmail && <PendingEmail email={account.pendingEmail} />}
    </>
  );
}

function PendingEmail({ email }: { email: string }) {
  const [pending, setPending] = useState(false);
  const cancel = async () => {
    setPending(true);
    const result = await callAction(() => cancelEmailChange({}));
    setPending(false);
    if (!result.ok) toast.error(result.message);
  };
  return (
    <Alert
      action={
        <Button pending={pending} pendingLabel="Cancelling…" onClick={cancel}>
          Cancel change
        </Button>
      }
    >
      <span className="wrap-anywhere">
        Open the link in the email to <span className="font-medium">{email}</span> within 30 minutes. Nothing
        arrives if another account has this email.
      </span>
    </Alert>
  );
}
