"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { CopyIconButton } from "@/components/ui/copy-button";
import { Alert } from "@/components/ui/feedback/alert";
import { formatDuration } from "@/components/ui/format-units";
import { HttpStatusBadge } from "@/components/ui/http-status-badge";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ActionFailure, ActionResult } from "@/lib/action";
import { getDenialReason } from "@/lib/auth/permissions";
import { getLog } from "@/lib/logs/actions";
import type { LogView } from "@/lib/logs/schema";
import { CopyAs } from "./copy-as";
import { KeyInUrlNotice } from "./key-in-url";
import { LoggedText } from "./logged-text";
import { RequestResponse, RequestResponseSkeleton } from "./request-response";

interface CallDetailProps {
  workspaceSlug: string;
  id: string;
}

export function CallDetail({ workspaceSlug, id }: CallDetailProps) {
  // Stays on for the next calls until the panel is closed.
  const [reveal, setReveal] = useState(false);
  const { result, loading, retry } = useCall(workspaceSlug, id, reveal);

  if (!result) return <RequestResponseSkeleton />;
  if (!result.ok) return <LoadFailure failure={result} retrying={loading} onRetry={retry} />;
  const call = result.data;
  return (
    <div
      aria-busy={loading || undefined}
      className={cn("flex flex-col gap-5 transition-opacity duration-150", loading && "opacity-60 delay-150")}
    >
      <Headline call={call} />
      <RevealBar call={call} revealing={reveal} onReveal={setReveal} action={<CopyAs call={call} />} />
      {call.keyInUrl && <KeyInUrlNotice workspaceSlug={workspaceSlug} call={call} />}
      <RequestResponse workspaceSlug={workspaceSlug} call={call} />
    </div>
  );
}

/** Loads a call. The previous result stays until the next one arrives, so that stepping through a list does not flicker. */
function useCall(workspaceSlug: string, id: string, reveal: boolean) {
  const [attempts, setAttempts] = useState(0);
  const request = `${id} ${reveal} ${attempts}`;
  const [response, setResponse] = useState<{ request: string; result: ActionResult<LogView> }>();
  useEffect(() => {
    let isCurrent = true;
    callAction(() => getLog(workspaceSlug, { id, reveal })).then(
      (result) => isCurrent && setResponse({ request, result }),
    );
    return () => {
      isCurrent = false;
    };
  }, [workspaceSlug, id, reveal, request]);
  return {
    result: response?.result,
    loading: response?.request !== request,
    retry: () => setAttempts(attempts + 1),
  };
}

interface LoadFailureProps {
  failure: ActionFailure;
  retrying: boolean;
  onRetry: () => void;
}

function LoadFailure({ failure, retrying, onRetry }: LoadFailureProps) {
  if (failure.code === "not_found" || failure.code === "bad_request") {
    return (
      <Alert tone="warning" role="alert" title="This call is not in the log">
        The request id is wrong, the call was deleted, or it belongs to another workspace.
      </Alert>
    );
  }
  return (
    <Alert
      tone="danger"
      role="alert"
      title="Could not load this call"
      action={
        <Button pending={retrying} onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {failure.message}
    </Alert>
  );
}

function Headline({ call: { status, errorCode, duration, time } }: { call: LogView }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <HttpStatusBadge status={status} />
      {errorCode && (
        <span className="flex min-w-0 items-center gap-1">
          <span className="wrap-anywhere font-mono text-sm">
            <LoggedText text={errorCode} />
          </span>
          <CopyIconButton label="Copy error code" value={errorCode} />
        </span>
      )}
      <span className="font-mono text-sm tabular-nums">{formatDuration(duration)}</span>
      <span className="text-muted text-sm">
        <RelativeTime value={time} />
      </span>
    </div>
  );
}

interface RevealBarProps {
  call: LogView;
  /** The values were requested, and may still be loading. */
  revealing: boolean;
  onReveal: (reveal: boolean) => void;
  action: ReactNode;
}

function RevealBar({ call, revealing, onReveal, action }: RevealBarProps) {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {call.masked ? (
          <Button
            pending={revealing}
            pendingLabel="Revealing…"
            disabledReason={call.mayReveal ? null : getDenialReason("viewLogValues")}
            onClick={() => onReveal(true)}
          >
            <Eye />
            Reveal values
          </Button>
        ) : (
          <Button onClick={() => onReveal(false)}>
            <EyeOff />
            Mask values
          </Button>
        )}
        {action}
      </div>
      <p role="status" className="text-muted text-sm">
        {describeMasking(call)}
      </p>
    </div>
  );
}

function describeMasking({ masked, mayReveal }: LogView): string {
  if (!masked) return "Values are revealed. The audit log records it.";
  if (mayReveal)
    return "Values are masked. Revealing is recorded in the audit log, once in 30 minutes per application.";
  return "Values are masked. Owners and admins can reveal them.";
}
