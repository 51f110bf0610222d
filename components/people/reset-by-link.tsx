"use client";

import Link from "next/link";
import { useEffect, useEffectEvent, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import type { ActionFailure } from "@/lib/action";
import { inspectPasswordReset } from "@/lib/password-resets/actions";
import { type LinkProblem, linkProblems } from "@/lib/password-resets/schema";
import { ResetPasswordForm } from "./reset-password-form";
import { useFragment } from "./use-fragment";

type Inspection =
  | { problem: LinkProblem }
  | { problem: null; name: string; email: string }
  | { problem: "failed"; failure: ActionFailure };

/** Reads the token from the URL's fragment, which only the browser knows. */
export function ResetByLink() {
  const token = useFragment();
  if (token === null) return <FormSkeleton />;
  return <InspectedLink key={token} token={token} />;
}

function InspectedLink({ token }: { token: string }) {
  const [inspection, setInspection] = useState<Inspection | null>(null);
  const inspect = async () => {
    const result = await callAction(() => inspectPasswordReset({ token }));
    setInspection(result.ok ? result.data : { problem: "failed", failure: result });
  };
  const inspectFirst = useEffectEvent(inspect);
  useEffect(() => void inspectFirst(), []);

  if (!inspection) return <FormSkeleton />;
  if (inspection.problem === null)
    return <ResetPasswordForm token={token} person={inspection} onInvalid={inspect} />;
  if (inspection.problem !== "failed") return <InvalidLink problem={inspection.problem} />;
  return (
    <div className="flex flex-col gap-4">
      <FailureAlert {...inspection.failure} />
      <Button onClick={inspect}>Try again</Button>
    </div>
  );
}

function InvalidLink({ problem }: { problem: LinkProblem }) {
  return (
    <div className="flex flex-col gap-4">
      <Alert tone="warning" role="alert" title="This link does not work">
        {linkProblems[problem]}
      </Alert>
      <Button asChild variant="primary">
        <Link href="/forgot-password">Request another link</Link>
      </Button>
    </div>
  );
}

/** Has the size of the form. */
function FormSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      <span className="sr-only">Checking the link…</span>
      <Skeleton className="h-10" />
      <div className="flex flex-col gap-1.5">
        <Skeleton className="h-5 w-28" />
        <Skeleton className="h-control" />
        <Skeleton className="h-9" />
      </div>
      <Skeleton className="h-control" />
    </div>
  );
}
