"use client";

import Link from "next/link";
import { useEffect, useEffectEvent, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useFragment } from "@/components/people/use-fragment";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import type { ActionFailure } from "@/lib/action";
import { confirmEmailChange, inspectEmailChange } from "@/lib/email-changes/actions";
import { emailChangeProblems } from "@/lib/email-changes/schema";

type State =
  | { step: "checking" }
  | { step: "ready" | "confirming" | "confirmed"; email: string }
  | { step: "invalid"; reason: string }
  | { step: "failed"; failure: ActionFailure };

/** Reads the token from the URL's fragment, which only the browser knows. */
export function ConfirmEmail() {
  const token = useFragment();
  return token === null ? <ConfirmSkeleton /> : <Confirmation key={token} token={token} />;
}

function Confirmation({ token }: { token: string }) {
  const [state, setState] = useState<State>({ step: "checking" });
  const inspect = async () => {
    const result = await callAction(() => inspectEmailChange({ token }));
    if (!result.ok) return setState({ step: "failed", failure: result });
    const { data } = result;
    if (data.problem === null) setState({ step: "ready", email: data.email });
    else setState({ step: "invalid", reason: emailChangeProblems[data.problem] });
  };
  const inspectFirst = useEffectEvent(inspect);
  useEffect(() => void inspectFirst(), []);

  const confirm = async (email: string) => {
    setState({ step: "confirming", email });
    const result = await callAction(() => confirmEmailChange({ token }));
    if (result.ok) setState({ step: "confirmed", email });
    else if (result.code === "not_found") setState({ step: "invalid", reason: result.message });
    else setState({ step: "failed", failure: result });
  };

  if (state.step === "checking") return <ConfirmSkeleton />;
  if (state.step === "invalid") {
    return (
      <Alert tone="warning" role="alert" title="This link does not work">
        {state.reason} Request another one in the settings of your account.
      </Alert>
    );
  }
  if (state.step === "failed") {
    return (
      <div className="flex flex-col gap-4">
        <FailureAlert {...state.failure} />
        <Button onClick={inspect}>Try again</Button>
      </div>
    );
  }
  if (state.step === "confirmed") {
    return (
      <div className="flex flex-col gap-4">
        <Alert tone="positive" role="status" title="Your email was changed">
          <span className="wrap-anywhere">Sign in with {state.email} from now on.</span>
        </Alert>
        <Button asChild variant="primary">
          <Link href="/">Continue</Link>
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <p className="wrap-anywhere text-muted">
        <span className="font-medium text-text">{state.email}</span> becomes the email of your account.
      </p>
      <Button
        variant="primary"
        pending={state.step === "confirming"}
        pendingLabel="Confirming…"
        onClick={() => confirm(state.email)}
      >
        Confirm email
      </Button>
    </div>
  );
}

function ConfirmSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-4">
      <span className="sr-only">Checking the link…</span>
      <Skeleton className="h-5" />
      <Skeleton className="h-control" />
    </div>
  );
}
