"use client";

import { ChevronRight } from "lucide-react";
import { RegenerateButton } from "@/components/secrets/regenerate-button";
import { SecretDialog } from "@/components/secrets/secret-dialog";
import { CodeBlock } from "@/components/ui/code/code-block";
import { CodeTabs } from "@/components/ui/code/code-tabs";
import { SwitchRow } from "@/components/ui/form/switch";
import { LastTime } from "@/components/ui/time/last-time";
import { identifyCall, proofTabs } from "@/components/websites/website-snippets";
import { useWebsitesContext } from "@/components/websites/websites-context";
import { regenerateSecret } from "@/lib/websites/actions";
import type { WebsiteRow } from "@/lib/websites/schema";

interface IdentityVerificationProps {
  website: WebsiteRow;
  /** The saved setting. */
  wasOn: boolean;
  on: boolean;
  onChange: (on: boolean) => void;
}

export function IdentityVerification({ website, wasOn, on, onChange }: IdentityVerificationProps) {
  const { secretFingerprint } = website;
  return (
    <div className="divide-y rounded-control border">
      <SwitchRow
        label="Verify identities"
        help={describeEffect(on, wasOn)}
        checked={on}
        onChange={onChange}
      />
      {secretFingerprint && <Secret website={website} secretFingerprint={secretFingerprint} />}
    </div>
  );
}

function describeEffect(on: boolean, wasOn: boolean): string {
  if (on) {
    return wasOn
      ? "Calls that identify a user without a valid proof are rejected."
      : "Saving shows a secret once. Calls without a proof made with it are rejected.";
  }
  return wasOn
    ? "Saving deletes the secret. Pages then identify users without a proof."
    : "Any page visitor can claim to be any user. Turn it on to require a proof from your server.";
}

type SecretProps = { website: WebsiteRow; secretFingerprint: string };

function Secret({ website: { id, domain, lastSeenAt }, secretFingerprint }: SecretProps) {
  const { slug } = useWebsitesContext();
  return (
    <>
      <div className="flex items-center justify-between gap-4 px-3 py-2.5">
        <div>
          <p className="font-medium">Secret</p>
          <p className="text-muted text-sm">Your server computes the proofs with it.</p>
        </div>
        <RegenerateButton
          title={`Regenerate the secret of ${domain}?`}
          description="Proofs made with the old secret are rejected immediately. The new secret is shown once."
          confirmLabel="Regenerate secret"
          regenerate={() => regenerateSecret(slug, { id, secretFingerprint })}
          showIssued={(secret, closing) => (
            <WebsiteSecretDialog {...closing} domain={domain} secret={secret} />
          )}
        >
          <LastTime
            at={lastSeenAt}
            never="No page has used the snippet yet."
            past="A page last used the snippet"
            lately="The snippet is in use. The last call came"
          />
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
          <ProofInstructions />
        </div>
      </details>
    </>
  );
}

interface WebsiteSecretDialogProps {
  domain: string;
  secret: string;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

export function WebsiteSecretDialog({ domain, secret, ...closing }: WebsiteSecretDialogProps) {
  return (
    <SecretDialog
      {...closing}
      title={`Secret of ${domain}`}
      name="Secret"
      noun="secret"
      value={secret}
      kept="Keep it on your server: it can prove to be any user."
      loss="Without it you have to regenerate the secret of this website."
      snippets={[
        { title: "Store it in your .env file", label: ".env line", code: `WEBSITE_SECRET=${secret}` },
      ]}
    >
      <ProofInstructions />
    </SecretDialog>
  );
}

function ProofInstructions() {
  return (
    <section className="flex min-w-0 flex-col gap-1.5 [&_pre]:text-xs">
      <h3 className="font-medium">Compute the proof of the user id on your server</h3>
      <CodeTabs label="Language" tabs={proofTabs} />
      <p className="text-muted text-sm">
        For an account, use <code className="font-mono text-text">account:</code> and its id. For a user
        without an id, use <code className="font-mono text-text">email:</code> and the email in lower case.
      </p>
      <h3 className="pt-2.5 font-medium">Pass it to the page</h3>
      <CodeBlock label="Call with the proof" code={identifyCall} />
    </section>
  );
}
