"use client";

import { type ReactNode, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { PageHeader } from "@/components/ui/layout/page-header";

/** The props of a route's error boundary. */
export interface RouteError {
  error: Error & { digest?: string };
  retry: () => void;
}

interface LoadErrorProps extends RouteError {
  /** The page's heading. */
  heading: ReactNode;
  /** "The applications could not be loaded" */
  title: string;
  /** The consequences. */
  children: ReactNode;
}

/** Replaces a page whose data could not be loaded. */
export function LoadError({ heading, title, error, retry, children }: LoadErrorProps) {
  return (
    <>
      <PageHeader title={heading} />
      <Alert tone="danger" role="alert" title={title} action={<RetryButton retry={retry} />}>
        {children}
        {error.digest && ` Reference ${error.digest}.`}
      </Alert>
    </>
  );
}

/** Replaces the whole document, navigation included. */
export function ErrorScreen({ error, retry }: RouteError) {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="flex max-w-[56ch] flex-col items-start gap-4">
        <div role="alert" className="flex flex-col gap-1">
          <h1 className="font-semibold text-xl">This page could not be shown</h1>
          <p className="text-muted">
            An unexpected error occurred and was recorded. Nothing you entered elsewhere is lost.
          </p>
          {error.digest && <p className="font-mono text-muted text-sm">Reference {error.digest}</p>}
        </div>
        <RetryButton retry={retry} />
      </div>
    </main>
  );
}

export function RetryButton({ retry }: { retry: () => void }) {
  const [pending, startTransition] = useTransition();
  return (
    <Button pending={pending} pendingLabel="Trying…" onClick={() => startTransition(retry)}>
      Try again
    </Button>
  );
}
