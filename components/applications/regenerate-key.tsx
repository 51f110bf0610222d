"use client";

import { RegenerateButton } from "@/components/secrets/regenerate-button";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { regenerateKey } from "@/lib/applications/actions";
import type { ApplicationRow } from "@/lib/applications/schema";
import { maskKey } from "@/lib/keys/mask";
import { useApiAccess } from "./api-access";
import { KeyDialog } from "./key-dialog";
import { LastCall } from "./last-call";
import { isRejectedNow } from "./last-rejected";

/** The current key, and the way to replace it. */
export function RegenerateKey({ application }: { application: ApplicationRow }) {
  const { id: applicationId, name, key, enabled } = application;
  const { slug, look, refusal } = useApiAccess();
  const regenerate = async () => {
    const result = await regenerateKey(slug, { applicationId, keyId: key.id });
    // The next regeneration replaces the new key, whether or not the page still lists the application.
    if (result.ok || result.code === "conflict") void look(applicationId);
    return result;
  };
  return (
    <div className="flex items-center justify-between gap-4 px-3 py-2.5">
      <div>
        <p className="font-medium">API key</p>
        <p className="text-muted text-sm">
          <code className="font-mono text-text text-xs">{maskKey(key.hint)}</code>, made{" "}
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
        description="The old key stops at once, and cannot be brought back. You see the new one once, right after."
        confirmLabel="Regenerate key"
        disabledReason={refusal}
        regenerate={regenerate}
        showIssued={(issued, closing) => <KeyDialog {...closing} issued={issued} enabled={enabled} />}
      >
        <LastCall of={application} />
      </RegenerateButton>
    </div>
  );
}
