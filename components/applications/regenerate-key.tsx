"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { regenerateKey } from "@/lib/applications/actions";
import type { ApplicationRow, IssuedKey } from "@/lib/applications/schema";
import { maskKey } from "@/lib/keys/mask";
import { useApiAccess } from "./api-access";
import { KeyDialog } from "./key-dialog";
import { LastCall } from "./last-call";

/** The current key, and the way to replace it. Whatever else is being edited stays as it is. */
export function RegenerateKey({ application }: { application: ApplicationRow }) {
  const { id: applicationId, name, key, lastUsedAt } = application;
  const { slug } = useApiAccess();
  const router = useRouter();
  const button = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [issued, setIssued] = useState<IssuedKey | null>(null);

  const ask = () => {
    setError(null);
    setAsking(true);
  };
  const regenerate = async () => {
    setError(null);
    const result = await callAction(() => regenerateKey(slug, { applicationId, keyId: key.id }));
    if (result.ok) {
      setIssued(result.data);
      setAsking(false);
    } else {
      setError(result.message);
      // The key that somebody else made is on the page when this is tried again.
      router.refresh();
    }
  };
  const focusButton = (event: Event) => {
    event.preventDefault();
    button.current?.focus();
  };
  return (
    <div className="flex items-center justify-between gap-4 px-3 py-2.5">
      <div>
        <p className="font-medium">API key</p>
        <p className="text-muted text-sm">
          <code className="font-mono text-text text-xs">{maskKey(key.hint)}</code>, made{" "}
          <RelativeTime value={key.createdAt} />
        </p>
      </div>
      <Button ref={button} onClick={ask}>
        Regenerate
      </Button>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Regenerate the key of ${name}?`}
        description="The old key stops at once, and cannot be brought back. You see the new one once, right after."
        confirmLabel="Regenerate key"
        pendingLabel="Regenerating…"
        error={error}
        onConfirm={regenerate}
        onCloseAutoFocus={issued ? stay : focusButton}
      >
        <LastCall at={lastUsedAt} />
      </AlertDialog>
      {issued && (
        <KeyDialog
          issued={issued}
          enabled={application.enabled}
          onClose={() => setIssued(null)}
          onCloseAutoFocus={focusButton}
        />
      )}
    </div>
  );
}

/** The next dialog has the focus already. */
function stay(event: Event) {
  event.preventDefault();
}
