"use client";

import { Fingerprint } from "lucide-react";
import { type FormEvent, useEffect, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { PasswordInput } from "@/components/ui/form/password-input";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import type { ActionFailure } from "@/lib/action";
import { beginProof, prove } from "@/lib/proofs/actions";
import type { Proof } from "@/lib/proofs/schema";

type Ways = Extract<Awaited<ReturnType<typeof beginProof>>, { ok: true }>["data"];

/** Asks who the person is. Opens over whatever asked for it, whose input stays. */
export function ProofDialog({ onClose }: { onClose: (proved: boolean) => void }) {
  const [ways, setWays] = useState<Ways | null>(null);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const [pending, setPending] = useState<"form" | "passkey" | null>(null);
  useEffect(() => {
    void callAction(() => beginProof({})).then((result) =>
      result.ok ? setWays(result.data) : setFailure(result),
    );
  }, []);

  const send = async (proof: Proof) => {
    setFailure(null);
    const result = await callAction(() => prove(proof));
    setPending(null);
    if (result.ok) onClose(true);
    else setFailure(result);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const secret = String(new FormData(event.currentTarget).get("secret") ?? "");
    setPending("form");
    void send(ways?.byCode ? { by: "code", code: secret } : { by: "password", password: secret });
  };
  const answerByPasskey = async () => {
    if (!ways?.passkeyOptions) return;
    setPending("passkey");
    const { startAuthentication } = await import("@simplewebauthn/browser");
    try {
      const answer = await startAuthentication({ optionsJSON: ways.passkeyOptions });
      await send({ by: "passkey", answer: JSON.stringify(answer) });
    } catch {
      setPending(null);
      setFailure({ ok: false, code: "bad_request", message: "No passkey was used. Try again.", issues: [] });
    }
  };
  const fieldError = failure?.issues[0]?.message;
  const hasField = ways !== null && (ways.byPassword || ways.byCode);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose(false)}>
      <DialogContent
        title="Confirm that it is you"
        description="This workspace asks again before keys are issued and values are shown. Your input is kept."
      >
        <form onSubmit={submit} noValidate className="contents">
          <DialogBody>
            {failure && !fieldError && <FailureAlert {...failure} />}
            {!ways && !failure && <Skeleton className="h-14" />}
            {hasField && (
              <Field
                label={ways.byCode ? "Code" : "Password"}
                help={ways.byCode ? "From your authenticator app, or a recovery code." : undefined}
                error={fieldError}
              >
                {ways.byCode ? (
                  <Input
                    name="secret"
                    autoFocus
                    autoComplete="one-time-code"
                    autoCapitalize="none"
                    spellCheck={false}
                  />
                ) : (
                  <PasswordInput name="secret" autoFocus autoComplete="current-password" />
                )}
              </Field>
            )}
            {ways?.passkeyOptions && (
              <Button
                className="self-start"
                pending={pending === "passkey"}
                pendingLabel="Waiting for the passkey…"
                onClick={answerByPasskey}
              >
                <Fingerprint aria-hidden />
                Use a passkey
              </Button>
            )}
            {ways && !hasField && !ways.passkeyOptions && (
              <p className="text-muted">
                Your account has no password and no second factor. Sign out and in again, or add a passkey in
                Your account.
              </p>
            )}
          </DialogBody>
          <DialogFooter>
            <Button onClick={() => onClose(false)}>Cancel</Button>
            {hasField && (
              <Button type="submit" variant="primary" pending={pending === "form"} pendingLabel="Checking…">
                Confirm
              </Button>
            )}
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
