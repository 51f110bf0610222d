"use client";

import { useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import type { ActionResult } from "@/lib/action";
import { describeBrowser } from "@/lib/people/describe-browser";
import { addPasskey, startPasskey } from "@/lib/two-factor/actions";
import type { AddDialogProps } from "./app-dialog";
import { PasswordDialog } from "./password-dialog";

type Added = { recoveryCodes: string[] | null };

export function PasskeyDialog({ hasPassword, onClose, onAdded }: AddDialogProps) {
  const [name, setName] = useState(() => describeBrowser(navigator.userAgent));

  const add = async ({ currentPassword }: { currentPassword: string }): Promise<ActionResult<Added>> => {
    const options = await startPasskey({ currentPassword });
    if (!options.ok) return options;
    const { startRegistration } = await import("@simplewebauthn/browser");
    try {
      const answer = JSON.stringify(await startRegistration({ optionsJSON: options.data }));
      return await callAction(() => addPasskey({ answer, name }));
    } catch (error) {
      const isKnown = error instanceof Error && error.name === "InvalidStateError";
      const message = isKnown
        ? "This device has a passkey of your account already."
        : "No passkey was created. Try again, or use another browser.";
      return { ok: false, code: "conflict", message, issues: [] };
    }
  };
  return (
    <PasswordDialog
      title="Add a passkey"
      description="Then your browser asks for your fingerprint, screen lock or security key."
      confirmLabel="Continue"
      pendingLabel="Waiting for the passkey…"
      variant="primary"
      hasPassword={hasPassword}
      submit={add}
      onClose={onClose}
      onDone={({ recoveryCodes }) => onAdded(recoveryCodes)}
    >
      <Field label="Name" help="To tell your passkeys apart.">
        <Input value={name} maxLength={60} onChange={({ target }) => setName(target.value)} />
      </Field>
    </PasswordDialog>
  );
}
