"use client";

import { SecretDialog } from "@/components/secrets/secret-dialog";
import { ProofCode } from "./proof-code";
import { secretLine } from "./snippets";

interface WebsiteSecretProps {
  domain: string;
  secret: string;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** A new secret of a website, the one time that it is shown. */
export function WebsiteSecret({ domain, secret, ...closing }: WebsiteSecretProps) {
  return (
    <SecretDialog
      {...closing}
      title={`Secret of ${domain}`}
      name="Secret"
      noun="secret"
      value={secret}
      kept="Keep it on your server: whoever has it can pass for any user."
      loss="Without it you have to regenerate the secret of this website."
      snippets={[{ title: "Keep it in your .env file", label: ".env line", code: secretLine(secret) }]}
    >
      <ProofCode />
    </SecretDialog>
  );
}
