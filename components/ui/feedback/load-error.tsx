"use client";

import { type ReactNode, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { PageHeader } from "@/components/ui/layout/page-header";

/** What Next hands to an error boundary of a route. */
export interface RouteError {
  error: Error & { digest?: string };
  retry: () => void;
}

interface LoadErrorProps extends RouteError {
  /** The page's heading. */
  heading: ReactNode;
  /** What could not be loaded, in a sentence. */
  title: string;
  /** What that means. */
  children: ReactNode;
}

/** In place of a page whose data could not be read. */
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

/** In place of everything, where not even what surrounds a page could be read. */
export function ErrorScreen({ error, retry }: RouteError) {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="flex max-w-[56ch] flex-col items-start gap-4">
        <div role="alert" className="flex flex-col gap-1">
          <h1 className="font-semibold text-xl">This page could not be shown</h1>
          <p className="text-muted">
            Something failed on our side, and it has been recorded. Nothing that you entered elsewhere is
            lost.
          </p>
          {error.digest && <p className="font-mono text-muted text-sm">Reference {error.digest}</p>}
        </div>
        <RetryButton retry={retry} />
      </div>
    </main>
  );
}

/** Tries a page again that failed, and shows that it is being tried. */
export function RetryButton({ retry }: { retry: () => void }) {
  const [pending, startTransition] = useTransition();
  return (
    <Button pending={pending} pendingLabel="Trying…" onClick={() => startTransition(retry)}>
      Try again
    </Button>
  );
}
