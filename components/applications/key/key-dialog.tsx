"use client";

import { useApiAccess } from "@/components/applications/api-access";
import { listSetUpTabs } from "@/components/developers/guide/set-up-snippets";
import { SecretDialog } from "@/components/secrets/secret-dialog";
import { Alert } from "@/components/ui/feedback/alert";
import type { IssuedKey } from "@/lib/applications/schema";
import { FirstCallStatus } from "./first-call-status";

interface KeyDialogProps {
  issued: IssuedKey;
  /** Whether calls with the key are answered at the moment. */
  enabled: boolean;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** A new key, the one time that it is shown. */
export function KeyDialog({ issued: { name, keyId, key }, enabled, ...closing }: KeyDialogProps) {
  const { apiUrl } = useApiAccess();
  return (
    <SecretDialog
      {...closing}
      title={`API key of ${name}`}
      name="API key"
      noun="key"
      value={key}
      kept="Only a fingerprint of it is kept here."
      loss="Without it you have to regenerate the key of this application."
      notice={
        !enabled && (
          <Alert>This application is disabled: calls with this key are refused until it is enabled.</Alert>
        )
      }
      snippets={[{ title: "Keep it in your .env file", label: ".env line", code: `API_KEY=${key}` }]}
      tabs={{ title: "Try it", label: "Language", tabs: listSetUpTabs(apiUrl, key) }}
      status={<FirstCallStatus keyId={keyId} />}
    />
  );
}
