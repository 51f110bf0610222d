"use client";

import { useTransition } from "react";
import { Button } from "@/components/ui/button";

/** Tries a page again that failed, and shows that it is being tried. */
export function RetryButton({ retry }: { retry: () => void }) {
  const [pending, startTransition] = useTransition();
  return (
    <Button pending={pending} pendingLabel="Trying…" onClick={() => startTransition(retry)}>
      Try again
    </Button>
  );
}
