"use client";

import { useTransition } from "react";
import type { FieldValues, GlobalError, Path, UseFormReturn } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import type { ActionFailure } from "@/lib/action";
import { FailureAlert } from "./failure-alert";

/** Sets a failed action's errors on the fields that they name, or on the form if they name none of its fields. */
export function showFailure<Values extends FieldValues>(form: UseFormReturn<Values>, failure: ActionFailure) {
  const issues = failure.issues.filter(({ path }) => Object.hasOwn(form.getValues(), path));
  for (const [index, { path, message }] of issues.entries()) {
    form.setError(path as Path<Values>, { message }, { shouldFocus: index === 0 });
  }
  if (issues.length === 0) form.setError("root", { type: failure.code, message: failure.message });
}

interface FormFailureProps {
  problem: Partial<GlobalError>;
  /** Replaces the input with what another member saved. */
  onLoadTheirs: (() => Promise<void>) | null;
}

/** A dialog form's error, above its buttons. */
export function FormFailure({ problem, onLoadTheirs }: FormFailureProps) {
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
          {problem.message} Your input stays until you load their version.
        </Alert>
      ) : (
        <FailureAlert code={problem.type} message={problem.message} />
      )}
    </div>
  );
}
