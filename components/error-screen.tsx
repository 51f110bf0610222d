"use client";

import type { RouteError } from "./ui/load-error";
import { RetryButton } from "./ui/retry-button";

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
