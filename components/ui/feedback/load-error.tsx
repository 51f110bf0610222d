"use client";

import type { ReactNode } from "react";
import { Alert } from "@/components/ui/feedback/alert";
import { PageHeader } from "@/components/ui/layout/page-header";
import { RetryButton, type RouteError } from "./retry-button";

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
