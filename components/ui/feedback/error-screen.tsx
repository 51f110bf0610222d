"use client";

import { RetryButton, type RouteError } from "./retry-button";

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
