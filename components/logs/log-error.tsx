"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

export interface LogErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export function LogError({ error, reset }: LogErrorProps) {
  return (
    <div>
      <Alert
        tone="danger"
        role="alert"
        title="The log could not be shown"
        action={<Button onClick={reset}>Try again</Button>}
      >
        Something failed on our side, and it has been recorded. Calls go on being logged.
        {error.digest && <span className="block font-mono text-muted text-sm">Reference {error.digest}</span>}
      </Alert>
    </div>
  );
}
