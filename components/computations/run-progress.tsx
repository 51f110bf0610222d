"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { useIsPageVisible } from "@/components/ui/use-page-visibility";
import type { ActionFailure } from "@/lib/action";
import { retryRun } from "@/lib/computations/actions";
import type { RunState } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { second } from "@/lib/time";
import { formatProgress } from "./format-progress";

export interface RunProgressProps {
  slug: string;
  kind: ContactKind;
  run: RunState;
  /** Why this member may not retry; null if they may. */
  disabledReason: string | null;
  /** False for a run that may end before anybody reads about it. */
  isShown: boolean;
}

const refreshEvery = 2 * second;

/** The progress of applying what was saved to all contacts. Refreshes the page until it ends. */
export function RunProgress({ slug, kind, run, disabledReason, isShown }: RunProgressProps) {
  useRefresh(run.state === "running");
  if (run.state === "idle" || !isShown) return null;
  const contacts = kind === "user" ? "users" : "accounts";
  if (run.state === "running") {
    return (
      <Alert className="mb-4" title={`Applying changes to all ${contacts}`}>
        <div className="flex flex-col gap-1.5 pt-1">
          <progress
            aria-label="Progress"
            value={run.done}
            max={Math.max(1, run.total)}
            className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-hover [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent"
          />
          <p className="text-muted text-sm tabular-nums">
            {run.done.toLocaleString("en")} of {run.total.toLocaleString("en")} {contacts} are up to date. You
            can go on editing.
          </p>
        </div>
      </Alert>
    );
  }
  return (
    <StoppedAlert slug={slug} kind={kind} run={run} disabledReason={disabledReason} contacts={contacts} />
  );
}

type StoppedAlertProps = Omit<RunProgressProps, "isShown"> & {
  run: RunState & { state: "stopped" };
  contacts: string;
};

function StoppedAlert({ slug, kind, run, disabledReason, contacts }: StoppedAlertProps) {
  const [pending, startTransition] = useTransition();
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const retry = () =>
    startTransition(async () => {
      const result = await callAction(() => retryRun(slug, { kind }));
      setFailure(result.ok ? null : result);
    });
  return (
    <div className="mb-4 flex flex-col gap-2">
      <Alert
        tone="danger"
        title={`Stopped at ${formatProgress(run)}`}
        action={
          <Button disabledReason={disabledReason} pending={pending} pendingLabel="Retrying…" onClick={retry}>
            Retry
          </Button>
        }
      >
        {run.failure} Other {contacts} keep their values from before the last change.
      </Alert>
      {failure && <FailureAlert {...failure} />}
    </div>
  );
}

function useRefresh(isActive: boolean): void {
  const router = useRouter();
  const isVisible = useIsPageVisible();
  useEffect(() => {
    if (!isActive || !isVisible) return;
    const timer = setInterval(() => router.refresh(), refreshEvery);
    return () => clearInterval(timer);
  }, [isActive, isVisible, router]);
}
