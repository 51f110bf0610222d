"use client";

import { useTransition } from "react";
import type { GlobalError } from "react-hook-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { FailureAlert } from "./failure-alert";

interface SaveProblemProps {
  problem: Partial<GlobalError>;
  /** Puts what somebody else saved in place of what was typed here. */
  onLoadTheirs: (() => Promise<void>) | null;
}

/** Why nothing was saved, in sight of the button that was pressed. */
export function FormFailure({ problem, onLoadTheirs }: SaveProblemProps) {
  const [pending, startTransition] = useTransition();
  const isConflict = problem.type === "conflict" && onLoadTheirs;
  return (
    <div className="border-t px-5 py-3">
      {isConflict ? (
        <Alert
          tone="warning"
          role="alert"
          action={
            <Button pending={pending} pendingLabel="Loading…" onClick={() => startTransition(onLoadTheirs)}>
              Load their version
            </Button>
          }
        >
          {problem.message} What you typed stays here until you load their version.
        </Alert>
      ) : (
        <FailureAlert code={problem.type} message={problem.message} />
      )}
    </div>
  );
}
