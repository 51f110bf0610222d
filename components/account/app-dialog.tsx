"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { showFailure } from "@/components/forms/form-failure";
import { SubmitButton } from "@/components/forms/submit-button";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { confirmApp, startApp } from "@/lib/two-factor/actions";
import { ConfirmApp, type NewApp, type QrCode } from "@/lib/two-factor/schema";
import { PasswordDialog } from "./password-dialog";

export interface AddDialogProps {
  hasPassword: boolean;
  onClose: () => void;
  /** With recovery codes if this is the first factor. */
  onAdded: (recoveryCodes: string[] | null) => void;
}

/** Password, then the QR code and the first code of the app. */
export function AppDialog({ hasPassword, onClose, onAdded }: AddDialogProps) {
  const [app, setApp] = useState<NewApp | null>(null);
  if (app) return <ScanDialog app={app} onClose={onClose} onAdded={onAdded} />;
  return (
    <PasswordDialog
      title="Set up an authenticator app"
      description="You need an app such as 1Password, Google Authenticator or Aegis. First confirm that it is you."
      confirmLabel="Continue"
      pendingLabel="Checking…"
      variant="primary"
      hasPassword={hasPassword}
      submit={startApp}
      onClose={onClose}
      onDone={setApp}
    />
  );
}

type ScanDialogProps = Omit<AddDialogProps, "hasPassword"> & { app: NewApp };

function ScanDialog({ app, onClose, onAdded }: ScanDialogProps) {
  const form = useForm({ resolver: zodResolver(ConfirmApp), defaultValues: { code: "" } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    const result = await callAction(() => confirmApp(input));
    if (!result.ok) return showFailure(form, result);
    onAdded(result.data.recoveryCodes);
  });
  return (
    <Dialog open onOpenChange={(open) => !open && !isSubmitting && onClose()}>
      <DialogContent
        title="Set up an authenticator app"
        description="Scan the code with the app, then enter the six digits that it shows."
      >
        <form onSubmit={submit} noValidate className="contents">
          <DialogBody>
            {errors.root && <FailureAlert code={errors.root.type} message={errors.root.message} />}
            <div className="flex flex-wrap items-center gap-5">
              <QrImage {...app.qrCode} />
              <div className="flex min-w-48 flex-1 flex-col gap-1">
                <p className="text-muted">Or enter this key in the app:</p>
                <p className="flex items-start gap-1">
                  <code className="min-w-0 flex-1 font-mono">{app.secret.replace(/(.{4})/g, "$1 ")}</code>
                  <CopyButton value={app.secret} label="Copy key" />
                </p>
              </div>
            </div>
            <Field label="Code" error={errors.code?.message}>
              <Input inputMode="numeric" autoComplete="one-time-code" {...form.register("code")} />
            </Field>
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <SubmitButton pending={isSubmitting} pendingLabel="Checking…">
              Turn on
            </SubmitButton>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** Dark on light in both themes: many cameras cannot read an inverted code. */
function QrImage({ size, path }: QrCode) {
  return (
    <svg
      role="img"
      aria-label="QR code with the key"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-44 shrink-0 rounded-control border bg-[white] [forced-color-adjust:none]"
    >
      <path d={path} fill="black" />
    </svg>
  );
}
