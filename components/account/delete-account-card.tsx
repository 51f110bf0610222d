"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import Link from "next/link";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Card } from "@/components/ui/layout/card";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { deleteOwnAccount } from "@/lib/people/actions";
import { DeleteOwnAccount } from "@/lib/people/schema";
import { CurrentPasswordField } from "./current-password-field";

interface DeleteAccountCardProps {
  email: string;
  hasPassword: boolean;
  /** Workspaces that would be without an owner. */
  onlyOwned: { name: string; slug: string }[];
}

export function DeleteAccountCard({ email, hasPassword, onlyOwned }: DeleteAccountCardProps) {
  const [asking, setAsking] = useState(false);
  const denial = onlyOwned.length > 0 ? "Make another member an owner of these workspaces first." : null;
  return (
    <>
      <Card
        aria-label="Delete account"
        title="Delete account"
        description="Your sessions end and you leave all workspaces. What you created there stays, without your name."
        action={
          <Button disabledReason={denial} onClick={() => setAsking(true)}>
            Delete account
          </Button>
        }
      >
        {denial && (
          <Alert tone="warning" title="You are the only owner of:">
            <ul className="list-disc pl-4">
              {onlyOwned.map(({ name, slug }) => (
                <li key={slug}>
                  <Link href={`/${slug}/settings/members`} className="link wrap-anywhere">
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
            <p className="mt-1">Make another member an owner, or delete the workspace in its settings.</p>
          </Alert>
        )}
      </Card>
      {asking && (
        <DeleteDialogForm email={email} hasPassword={hasPassword} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

type DeleteDialogFormProps = Omit<DeleteAccountCardProps, "onlyOwned"> & { onClose: () => void };

function DeleteDialogForm({ email, hasPassword, onClose }: DeleteDialogFormProps) {
  const form = useForm({
    resolver: zodResolver(DeleteOwnAccount),
    defaultValues: { email: "", currentPassword: "" },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    const lost =
      "The server did not answer. Reload the page: if it asks you to sign in, the account is deleted.";
    const result = await callAction(() => deleteOwnAccount(input), lost);
    if (!result.ok) return showFailure(form, result);
    window.location.assign("/sign-in");
  });
  return (
    <Dialog open onOpenChange={(open) => !open && !isSubmitting && onClose()}>
      <DialogContent
        title="Delete your account?"
        description="This cannot be undone. Applications and keys that you created go on working."
      >
        <form onSubmit={submit} noValidate className="contents">
          <DialogBody>
            {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
            <Field label={`Type “${email}” to confirm`} error={errors.email?.message}>
              <Input type="email" autoComplete="off" {...form.register("email")} />
            </Field>
            <CurrentPasswordField
              hasPassword={hasPassword}
              registration={form.register("currentPassword")}
              error={errors.currentPassword?.message}
            />
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              variant="danger"
              pending={isSubmitting || isSubmitSuccessful}
              pendingLabel="Deleting…"
            >
              Delete account
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
