"use client";

import { useApiAccess } from "@/components/applications/api-access";
import { listSetUpTabs } from "@/components/developers/guide/set-up-snippets";
import { SecretDialog } from "@/components/secrets/secret-dialog";
import { Alert } from "@/components/ui/feedback/alert";
import type { IssuedKey } from "@/lib/applications/rows";
import { FirstCallStatus } from "./first-call-status";

interface KeyDialogProps {
  issued: IssuedKey;
  enabled: boolean;
  onClose: () => void;
  onCloseAutoFocus: (event: Event) => void;
}

/** Shows a new key, the only time. */
export function KeyDialog({ issued: { name, keyId, key }, enabled, ...closing }: KeyDialogProps) {
  const { apiUrl } = useApiAccess();
  return (
    <SecretDialog
      {...closing}
      title={`API key of ${name}`}
      name="API key"
      noun="key"
      value={key}
      kept="Only its hash is stored."
      loss="Without it, regenerate the key of this application."
      notice={!enabled && <Alert>This application is disabled. Enable it to accept calls.</Alert>}
      snippets={[{ title: "Keep it in your .env file", label: ".env line", code: `API_KEY=${key}` }]}
      tabs={{ title: "Try it", label: "Language", tabs: listSetUpTabs(apiUrl, key) }}
      status={<FirstCallStatus keyId={keyId} />}
    />
  );
}
