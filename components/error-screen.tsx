"use client";

import { Button } from "./ui/button";

export interface ErrorScreenProps {
  error: Error & { digest?: string };
  retry: () => void;
}

export function ErrorScreen({ error, retry }: ErrorScreenProps) {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="flex max-w-[56ch] flex-col items-start gap-4">
        <div className="flex flex-col gap-1">
          <h1 className="font-semibold text-xl">This page could not be shown</h1>
          <p className="text-muted">
            Something failed on our side, and it has been recorded. Nothing that you entered elsewhere is
            lost.
          </p>
          {error.digest && <p className="font-mono text-muted text-sm">Reference {error.digest}</p>}
        </div>
        <Button onClick={retry}>Try again</Button>
      </div>
    </main>
  );
}
