"use client";

import { useTransition } from "react";

/** The props of a route's error boundary. */
export interface RouteError {
  error: Error & { digest?: string };
  retry: () => void;
}

/** Without the code of Button: every page loads its error pages before there is an error. */
export function RetryButton({ retry }: Pick<RouteError, "retry">) {
  const [pending, startTransition] = useTransition();
  return (
    <button
      type="button"
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      onClick={() => !pending && startTransition(retry)}
      className="inline-flex h-control shrink-0 select-none items-center justify-center rounded-control border border-border-strong/60 bg-surface px-3 font-medium text-base text-text transition-colors duration-150 not-aria-disabled:hover:border-border-strong not-aria-disabled:hover:bg-hover"
    >
      {/* As wide as the longer label. */}
      <span className="inline-grid">
        <span className={pending ? "invisible col-start-1 row-start-1" : "col-start-1 row-start-1"}>
          Try again
        </span>
        <span className={pending ? "col-start-1 row-start-1" : "invisible col-start-1 row-start-1"}>
          Trying…
        </span>
      </span>
    </button>
  );
}
