"use client";

import { useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { title } from "./heading";

export default function ApiAccessError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  const [pending, startTransition] = useTransition();
  return (
    <div>
      <PageHeader title={title} />
      <Alert
        tone="danger"
        role="alert"
        title="The applications could not be loaded"
        action={
          <Button pending={pending} pendingLabel="Trying…" onClick={() => startTransition(retry)}>
            Try again
          </Button>
        }
      >
        Something failed on our side, and it has been recorded.
        {error.digest && ` Reference ${error.digest}.`}
      </Alert>
    </div>
  );
}
