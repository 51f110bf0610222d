"use client";

import { SecretDialog } from "@/components/secrets/secret-dialog";
import type { IssuedKey } from "@/lib/applications/rows";

interface TokenSecretProps {
  issued: IssuedKey;
  apiUrl: string;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** Shows a new token, the only time. */
export function TokenSecret({ issued: { name, key }, apiUrl, ...closing }: TokenSecretProps) {
  const command = `curl ${apiUrl}/management/applications -H 'x-api-key: ${key}'`;
  return (
    <SecretDialog
      {...closing}
      title={`Management token ${name}`}
      name="Management token"
      noun="token"
      value={key}
      kept="Only its hash is stored."
      loss="Without it, regenerate the token."
      snippets={[{ title: "Try it", label: "First call", code: command }]}
    />
  );
}
