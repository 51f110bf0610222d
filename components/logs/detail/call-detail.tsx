"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Alert } from "@/components/ui/feedback/alert";
import type { ActionFailure } from "@/lib/action";
import { CallHeadline } from "./call-headline";
import { CopyAs } from "./copy-as";
import { KeyInUrlNotice } from "./key-in-url";
import { RequestResponse, RequestResponseSkeleton } from "./request-response";
import { RevealBar } from "./reveal-bar";
import { useCall } from "./use-call";

interface CallDetailProps {
  workspaceSlug: string;
  id: string;
}

export function CallDetail({ workspaceSlug, id }: CallDetailProps) {
  // For as long as the panel is open: going from call to call goes on revealing.
  const [reveal, setReveal] = useState(false);
  const { result, loading, retry } = useCall(workspaceSlug, id, reveal);

  if (!result) return <RequestResponseSkeleton />;
  if (!result.ok) return <NotShown failure={result} retrying={loading} onRetry={retry} />;
  const call = result.data;
  return (
    <div
      aria-busy={loading || undefined}
      className={cn("flex flex-col gap-5 transition-opacity duration-150", loading && "opacity-60 delay-150")}
    >
      <CallHeadline call={call} />
      <RevealBar call={call} revealing={reveal} onReveal={setReveal} action={<CopyAs call={call} />} />
      {call.keyInUrl && <KeyInUrlNotice workspaceSlug={workspaceSlug} call={call} />}
      <RequestResponse workspaceSlug={workspaceSlug} call={call} />
    </div>
  );
}

interface NotShownProps {
  failure: ActionFailure;
  retrying: boolean;
  onRetry: () => void;
}

function NotShown({ failure, retrying, onRetry }: NotShownProps) {
  if (failure.code === "not_found" || failure.code === "bad_request") {
    return (
      <Alert tone="warning" role="alert" title="This call is not in the log">
        Its request id may be mistyped, it may be older than calls are kept, or it was a call of another
        workspace.
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
