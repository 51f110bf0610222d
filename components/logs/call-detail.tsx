"use client";

import { useEffect, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { ActionFailure, ActionResult } from "@/lib/action";
import { whyNot } from "@/lib/auth/permissions";
import { getLog } from "@/lib/logs/actions";
import type { LogView } from "@/lib/logs/schema";
import { Exchange, ExchangeSkeleton } from "./exchange";

interface CallDetailProps {
  workspaceSlug: string;
  id: string;
  /** Whether to ask for its values. */
  reveal: boolean;
  onReveal: () => void;
}

/** Loads one call. Give it the id as its key: whatever way the address came to name it, it is asked for here. */
export function CallDetail({ workspaceSlug, id, reveal, onReveal }: CallDetailProps) {
  const [result, setResult] = useState<ActionResult<LogView>>();
  const isThere = result && (!result.ok || !(reveal && result.data.masked));
  useEffect(() => {
    if (isThere) return;
    let wanted = true;
    callAction(() => getLog(workspaceSlug, { id, reveal })).then((answer) => wanted && setResult(answer));
    return () => {
      wanted = false;
    };
  }, [workspaceSlug, id, reveal, isThere]);

  if (!result) return <ExchangeSkeleton />;
  if (!result.ok) return <NotShown failure={result} onRetry={() => setResult(undefined)} />;
  const { masked, mayReveal } = result.data;
  return (
    <>
      {masked && (
        <Button
          pending={reveal}
          pendingLabel="Revealing…"
          disabledReason={mayReveal ? null : whyNot("viewLogValues")}
          onClick={onReveal}
          className="mb-5"
        >
          Reveal values
        </Button>
      )}
      <Exchange call={result.data} />
    </>
  );
}

function NotShown({ failure, onRetry }: { failure: ActionFailure; onRetry: () => void }) {
  if (failure.code === "not_found" || failure.code === "bad_request") {
    return (
      <Alert tone="warning" role="alert" title="This call is not in the log">
        Its request id may be mistyped, or it was a call of another workspace.
      </Alert>
    );
  }
  return (
    <Alert
      tone="danger"
      role="alert"
      title="Could not load this call"
      action={<Button onClick={onRetry}>Try again</Button>}
    >
      {failure.message}
    </Alert>
  );
}
