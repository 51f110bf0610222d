"use client";

import { type MouseEvent, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { getSignInPath } from "@/lib/auth/next-path";
import { acceptSignedInPerson } from "./same-person-guard";
import { listenForSignIn, signedInPath } from "./signed-in-channel";

interface FailureAlertProps {
  /** Of the failed action. Some codes offer a remedy that keeps the input. */
  code?: string | number;
  message?: string;
  className?: string;
}

export function FailureAlert({ code, message, className }: FailureAlertProps) {
  if (code === "session_ended") return <SessionEnded message={message} className={className} />;
  if (code === "person_changed") return <PersonChanged message={message} className={className} />;
  return (
    <Alert
      tone="danger"
      role="alert"
      className={className}
      action={code === "page_outdated" && <Button onClick={() => window.location.reload()}>Reload</Button>}
    >
      {message}
    </Alert>
  );
}

type ReasonProps = Omit<FailureAlertProps, "code">;

function SessionEnded({ message, className }: ReasonProps) {
  const [isSignedIn, setIsSignedIn] = useState(false);
  useEffect(() => listenForSignIn(() => setIsSignedIn(true)), []);
  if (isSignedIn) {
    return (
      <Alert tone="positive" role="alert" className={className}>
        You are signed in again. Nothing was saved: try again.
      </Alert>
    );
  }
  return (
    <Alert
      tone="warning"
      role="alert"
      className={className}
      action={
        <Button asChild>
          <a href={getSignInPath(signedInPath)} target="_blank" rel="noopener opener" onClick={openTab}>
            Sign in
          </a>
        </Button>
      }
    >
      {message} Your input stays here.
    </Alert>
  );
}

/** Only a tab opened by a script may close itself. */
function openTab(event: MouseEvent<HTMLAnchorElement>) {
  if (window.open(event.currentTarget.href, "_blank")) event.preventDefault();
}

function PersonChanged({ message, className }: ReasonProps) {
  const [isAccepted, setIsAccepted] = useState(false);
  const accept = () => {
    acceptSignedInPerson();
    setIsAccepted(true);
  };
  return (
    <Alert
      tone="warning"
      role="alert"
      className={className}
      action={!isAccepted && <Button onClick={accept}>Continue with this account</Button>}
    >
      {isAccepted ? "Nothing was saved: try again with the signed-in account." : message}
    </Alert>
  );
}
