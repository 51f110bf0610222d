"use client";

import Link from "next/link";
import { useState } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { Field } from "@/components/ui/form/field";
import { Input } from "@/components/ui/form/input";
import { Dialog, DialogBody, DialogClose, DialogContent, DialogFooter } from "@/components/ui/overlay/dialog";
import { toast } from "@/components/ui/overlay/toast";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ActionFailure } from "@/lib/action";
import { disableApplication, identifyKey, setOverlap } from "@/lib/applications/actions";
import type { KeyIdentity } from "@/lib/applications/rows";
import { findKeyText, maskKey } from "@/lib/keys/mask";
import { isWellFormedKey } from "@/lib/keys/schema";
import { sha256 } from "@/lib/keys/sha256";

interface WhichKeyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** Tells which application a found key belongs to. */
export function WhichKeyDialog({ open, onOpenChange, onCloseAutoFocus }: WhichKeyDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Which key is this?"
        description="Paste a key that you found. It stays in this browser: only its hash is looked up."
        onCloseAutoFocus={onCloseAutoFocus}
      >
        <WhichKey />
      </DialogContent>
    </Dialog>
  );
}

const mistyped = "This is no complete key. Copy all 42 characters, from jny_ on.";

function WhichKey() {
  const { slug } = useApiAccess();
  const [typed, setTyped] = useState("");
  const [hash, setHash] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  /** Undefined before an answer. */
  const [identity, setIdentity] = useState<KeyIdentity | null>();

  const identify = async (keyHash: string) => {
    setFailure(null);
    setPending(true);
    const result = await callAction(() => identifyKey(slug, { hash: keyHash }));
    setPending(false);
    if (result.ok) setIdentity(result.data);
    else setFailure(result);
  };
  const submit = async (text: string) => {
    const key = findKeyText(text) ?? text.trim();
    setIdentity(undefined);
    if (!isWellFormedKey(key)) return setError(mistyped);
    setError(null);
    // A pasted key must not stay readable on the screen.
    setTyped(maskKey(key.slice(-4)));
    const keyHash = sha256(key);
    setHash(keyHash);
    await identify(keyHash);
  };
  return (
    <form
      noValidate
      autoComplete="off"
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending) void submit(typed);
      }}
    >
      <DialogBody className="gap-4">
        <Field label="API key" error={error}>
          <Input
            value={typed}
            onChange={({ target }) => {
              setTyped(target.value);
              setIdentity(undefined);
              setError(null);
            }}
            onPaste={(event) => {
              const text = event.clipboardData.getData("text");
              if (!isWellFormedKey(findKeyText(text) ?? "")) return;
              event.preventDefault();
              void submit(text);
            }}
            placeholder="jny_…"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="font-mono text-sm"
          />
        </Field>
        {failure && <FailureAlert code={failure.code} message={failure.message} />}
        <div aria-live="polite">
          {identity === null && (
            <Alert title="No key of this workspace">
              Its checksum is right, but this workspace never had it. It may belong to another workspace.
            </Alert>
          )}
          {identity && hash && <Identity identity={identity} onRevoked={() => identify(hash)} />}
        </div>
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>Close</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={pending} pendingLabel="Looking it up…">
          Look it up
        </Button>
      </DialogFooter>
    </form>
  );
}

const states: Record<
  KeyIdentity["state"],
  { label: string; tone: "positive" | "accent" | "neutral" | "danger" }
> = {
  active: { label: "Works", tone: "positive" },
  old: { label: "Old key, still works", tone: "accent" },
  disabled: { label: "Disabled", tone: "neutral" },
  expired: { label: "Expired", tone: "danger" },
  revoked: { label: "Replaced", tone: "neutral" },
  deleted: { label: "Deleted", tone: "neutral" },
};

interface IdentityProps {
  identity: KeyIdentity;
  onRevoked: () => void;
}

function Identity({ identity, onRevoked }: IdentityProps) {
  const { slug, disabledReason } = useApiAccess();
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const { keyId, hint, state, application } = identity;
  const { label, tone } = states[state];
  const works = state === "active" || state === "old";
  const revoke = async () => {
    setFailure(null);
    setPending(true);
    const result = await callAction(() =>
      state === "old"
        ? setOverlap(slug, { applicationId: application.id, keyId, overlap: "none" })
        : disableApplication(slug, { id: application.id }),
    );
    setPending(false);
    if (!result.ok && result.code !== "conflict") return setFailure(result);
    if (result.ok)
      toast.success(state === "old" ? "The old key stopped." : `${application.name} was disabled.`);
    onRevoked();
  };
  return (
    <section aria-label="Found key" className="rounded-control border">
      <div className="flex items-start justify-between gap-4 px-3 py-2.5">
        <div className="min-w-0">
          <p className="wrap-anywhere font-medium">
            {state === "deleted" ? (
              application.name
            ) : (
              <Link className="link" href={`/${slug}/settings/api-access/${application.id}`}>
                {application.name}
              </Link>
            )}
          </p>
          <p className="text-muted text-sm">
            <code className="font-mono text-text text-xs">{maskKey(hint)}</code>,{" "}
            <Validity identity={identity} />
          </p>
          <p className="text-muted text-sm">
            Last used <RelativeTime value={identity.lastUsedAt} never="never" />
          </p>
        </div>
        <Badge tone={tone}>{label}</Badge>
      </div>
      {works && (
        <div className="flex flex-wrap items-center justify-between gap-3 border-t px-3 py-2.5">
          <p className="min-w-0 flex-1 basis-50 text-sm">
            {state === "old"
              ? "Stop the old key: its calls are rejected, and the new key keeps working."
              : "Disable the application: calls with its keys are rejected. You can enable it again."}
          </p>
          <Button
            variant="danger"
            disabledReason={disabledReason}
            pending={pending}
            pendingLabel={state === "old" ? "Stopping…" : "Disabling…"}
            onClick={revoke}
          >
            {state === "old" ? "Stop old key" : "Disable application"}
          </Button>
          {failure && <FailureAlert code={failure.code} message={failure.message} />}
        </div>
      )}
    </section>
  );
}

function Validity({ identity: { state, until } }: { identity: KeyIdentity }) {
  if (state === "disabled") return "works again once its application is enabled";
  if (state === "active" && until === null) return "does not expire";
  const verbs = {
    active: "expires",
    old: "stops",
    expired: "expired",
    revoked: "was replaced",
    deleted: "was deleted",
  };
  return (
    <>
      {verbs[state]} <RelativeTime value={until} />
    </>
  );
}
