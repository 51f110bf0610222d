"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { VerifiedSource } from "@/components/identity-verification/verified-source";
import { RegenerateButton } from "@/components/secrets/regenerate-button";
import { SecretDialog } from "@/components/secrets/secret-dialog";
import { CodeBlock } from "@/components/ui/code/code-block";
import { CodeTabs } from "@/components/ui/code/code-tabs";
import { SwitchRow } from "@/components/ui/form/switch";
import type { ActionResult } from "@/lib/action";
import { createProofTabs } from "./proof-tabs";

interface IdentityVerificationProps {
  source: VerifiedSource;
  /** Of the saved secret. Null without one. */
  secretFingerprint: string | null;
  /** The saved setting. */
  wasOn: boolean;
  on: boolean;
  onChange: (on: boolean) => void;
  regenerate: (secretFingerprint: string) => Promise<ActionResult<string>>;
  /** When pages sent something last. */
  lastUse: ReactNode;
}

/** The switch and, while it is on, the secret with instructions. */
export function IdentityVerification({ source, secretFingerprint, ...props }: IdentityVerificationProps) {
  const { on, wasOn, onChange, regenerate, lastUse } = props;
  return (
    <div className="divide-y rounded-control border">
      <SwitchRow
        label="Verify identities"
        help={describeEffect(source, on, wasOn)}
        checked={on}
        onChange={onChange}
      />
      {secretFingerprint && (
        <Secret source={source} regenerate={() => regenerate(secretFingerprint)} lastUse={lastUse} />
      )}
    </div>
  );
}

function describeEffect({ noun }: VerifiedSource, on: boolean, wasOn: boolean): string {
  const calls = noun === "website" ? "Calls" : "Messages";
  if (on) {
    return wasOn
      ? `${calls} that name a user without a valid proof are rejected.`
      : `Saving shows a secret once. ${calls} that name a user without a proof made with it are rejected.`;
  }
  return wasOn
    ? "Saving deletes the secret. Pages then name users without a proof."
    : "Any page visitor can claim to be any user. Turn it on to require a proof from your server.";
}

type SecretProps = {
  source: VerifiedSource;
  regenerate: () => Promise<ActionResult<string>>;
  lastUse: ReactNode;
};

function Secret({ source, regenerate, lastUse }: SecretProps) {
  return (
    <>
      <div className="flex items-center justify-between gap-4 px-3 py-2.5">
        <div>
          <p className="font-medium">Secret</p>
          <p className="text-muted text-sm">Your server computes the proofs with it.</p>
        </div>
        <RegenerateButton
          label="Regenerate secret"
          title={`Regenerate the secret of ${source.name}?`}
          description="Proofs made with the old secret are rejected immediately. The new secret is shown once."
          confirmLabel="Regenerate secret"
          regenerate={regenerate}
          showIssued={(secret, closing) => (
            <VerificationSecretDialog {...closing} source={source} secret={secret} />
          )}
        >
          {lastUse}
        </RegenerateButton>
      </div>
      <details className="group px-3 py-2.5">
        <summary className="-mx-1 flex list-none items-center gap-1.5 rounded-control px-1 text-muted hover:text-text">
          <ChevronRight
            aria-hidden
            className="size-4 transition-transform duration-150 group-open:rotate-90"
          />
          How to compute a proof
        </summary>
        <div className="pt-3">
          <ProofInstructions source={source} />
        </div>
      </details>
    </>
  );
}

interface VerificationSecretDialogProps {
  source: VerifiedSource;
  secret: string;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** Shows a new secret once. */
export function VerificationSecretDialog({ source, secret, ...closing }: VerificationSecretDialogProps) {
  const { name, noun, variable } = source;
  return (
    <SecretDialog
      {...closing}
      title={`Secret of ${name}`}
      name="Secret"
      noun="secret"
      value={secret}
      kept="Keep it on your server: it can prove to be any user."
      loss={`Without it you have to regenerate the secret of this ${noun}.`}
      snippets={[{ title: "Store it in your .env file", label: ".env line", code: `${variable}=${secret}` }]}
    >
      <ProofInstructions source={source} />
    </SecretDialog>
  );
}

function ProofInstructions({ source: { variable, otherProofs, pageCode } }: { source: VerifiedSource }) {
  return (
    <section className="flex min-w-0 flex-col gap-1.5 [&_pre]:text-xs">
      <h3 className="font-medium">Compute the proof of the user id on your server</h3>
      <CodeTabs label="Language" tabs={createProofTabs(variable)} />
      <p className="text-muted text-sm">{otherProofs}</p>
      <h3 className="pt-2.5 font-medium">Pass it to the page</h3>
      <CodeBlock label="Call with the proof" code={pageCode} />
    </section>
  );
}
