"use client";

import { ChevronRight } from "lucide-react";
import { RegenerateButton } from "@/components/secrets/regenerate-button";
import { LastTime } from "@/components/ui/last-time";
import { SwitchRow } from "@/components/ui/switch-row";
import { regenerateSecret } from "@/lib/websites/actions";
import type { WebsiteRow } from "@/lib/websites/schema";
import { ProofCode } from "./proof-code";
import { WebsiteSecret } from "./website-secret";
import { useWebsites } from "./websites";

interface VerificationProps {
  website: WebsiteRow;
  /** Before the edit. */
  wasOn: boolean;
  on: boolean;
  onChange: (on: boolean) => void;
}

type SecretProps = { website: WebsiteRow; secretMark: string };

/** Whether pages have to prove who their visitors are, and the secret that the proofs are made with. */
export function Verification({ website, wasOn, on, onChange }: VerificationProps) {
  const { secretMark } = website;
  return (
    <div className="divide-y rounded-control border">
      <SwitchRow label="Verify identities" help={sayEffect(on, wasOn)} checked={on} onChange={onChange} />
      {secretMark && <Secret website={website} secretMark={secretMark} />}
    </div>
  );
}

function Secret({ website: { id, domain, lastSeenAt }, secretMark }: SecretProps) {
  const { slug } = useWebsites();
  return (
    <>
      <div className="flex items-center justify-between gap-4 px-3 py-2.5">
        <div>
          <p className="font-medium">Secret</p>
          <p className="text-muted text-sm">Your server computes the proofs with it.</p>
        </div>
        <RegenerateButton
          title={`Regenerate the secret of ${domain}?`}
          description="Proofs made with the old secret are refused at once, and it cannot be brought back. You see the new one once, right after."
          confirmLabel="Regenerate secret"
          regenerate={() => regenerateSecret(slug, { id, secretMark })}
          showIssued={(secret, closing) => <WebsiteSecret {...closing} domain={domain} secret={secret} />}
        >
          <LastTime
            at={lastSeenAt}
            never="None of its pages has sent anything yet."
            past="One of its pages was last seen"
            lately="Its pages are in use: the last one was seen"
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
          <ProofCode />
        </div>
      </details>
    </>
  );
}

function sayEffect(on: boolean, wasOn: boolean): string {
  if (on) {
    return wasOn
      ? "Pages that say who visits them without a valid proof are refused."
      : "Once saved, you see a secret, and pages that say who visits them without a proof made with it are refused.";
  }
  return wasOn
    ? "Once saved, pages may say who visits them without a proof, and the secret is forgotten."
    : "Anybody can claim to be any user. With it on, your server has to prove who is visiting.";
}
