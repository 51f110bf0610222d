"use client";

import { useApiAccess } from "@/components/applications/api-access";
import { isRejectedNow, LastCall } from "@/components/applications/application-status";
import { RegenerateButton } from "@/components/secrets/regenerate-button";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { regenerateKey } from "@/lib/applications/actions";
import type { ApplicationRow } from "@/lib/applications/schema";
import { maskKey } from "@/lib/keys/mask";
import { KeyDialog } from "./key-dialog";

/** The current key, with the button that replaces it. */
export function RegenerateKey({ application }: { application: ApplicationRow }) {
  const { id: applicationId, name, key, enabled } = application;
  const { slug, reloadApplication, disabledReason } = useApiAccess();
  const regenerate = async () => {
    const result = await regenerateKey(slug, { applicationId, keyId: key.id });
    // The next regeneration needs the id of the new key, even if the page no longer lists the application.
    if (result.ok || result.code === "conflict") void reloadApplication(applicationId);
    return result;
  };
  return (
    <div className="flex items-center justify-between gap-4 px-3 py-2.5">
      <div>
        <p className="font-medium">API key</p>
        <p className="text-muted text-sm">
          <code className="font-mono text-text text-xs">{maskKey(key.hint)}</code>, created{" "}
          <RelativeTime value={key.createdAt} />
        </p>
        {isRejectedNow(application) && (
          <p className="text-sm text-warning">
            Last call rejected <RelativeTime value={application.lastRejectedAt} />
          </p>
        )}
      </div>
      <RegenerateButton
        title={`Regenerate the key of ${name}?`}
        description="The old key stops working immediately. The new key is shown once."
        confirmLabel="Regenerate key"
        disabledReason={disabledReason}
        regenerate={regenerate}
        showIssued={(issued, closing) => <KeyDialog {...closing} issued={issued} enabled={enabled} />}
      >
        <LastCall application={application} />
      </RegenerateButton>
    </div>
  );
}
