"use client";

import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { PageHeader } from "@/components/ui/page-header";
import { RetryButton } from "@/components/ui/retry-button";

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
