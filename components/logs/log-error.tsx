"use client";

import { useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";

export interface LogErrorProps {
  error: Error & { digest?: string };
  retry: () => void;
}

export function LogError({ error, retry }: LogErrorProps) {
  const [pending, startTransition] = useTransition();
  return (
    <div data-wide>
      <PageHeader title="Logs" />
      <Alert
        tone="danger"
        role="alert"
        title="The log could not be loaded"
        action={
          <Button pending={pending} pendingLabel="Trying…" onClick={() => startTransition(retry)}>
            Try again
          </Button>
        }
      >
        Something failed on our side. Calls go on being logged meanwhile.
        {error.digest && ` Reference ${error.digest}.`}
      </Alert>
    </div>
  );
}
