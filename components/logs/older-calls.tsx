"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

interface OlderCallsProps {
  /** Where the list goes on; null at its end. */
  next: string | null;
  loading: boolean;
  error: string | null;
  onLoad: () => void;
}

/** The foot of an endless list: it loads by itself when it comes near, by its button otherwise. */
export function OlderCalls({ next, loading, error, onLoad }: OlderCallsProps) {
  const foot = useRef<HTMLDivElement>(null);
  const loadUnlessFailed = useEffectEvent(() => {
    if (!error) onLoad();
  });
  useEffect(() => {
    if (next === null || !foot.current) return;
    // A new observer for each page: it reports at once, so a screen that is still not full goes on loading.
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && loadUnlessFailed(), {
      rootMargin: "600px",
    });
    observer.observe(foot.current);
    return () => observer.disconnect();
  }, [next]);

  if (next === null) return <p className="text-center text-muted">There are no older calls.</p>;
  return (
    <div ref={foot} className="flex flex-col items-center">
      {error ? (
        <Alert
          tone="danger"
          role="alert"
          title="Could not load older calls"
          action={<TryAgain {...{ loading, onLoad }} />}
        >
          {error}
        </Alert>
      ) : (
        <Button pending={loading} pendingLabel="Loading older calls…" onClick={onLoad}>
          Load older calls
        </Button>
      )}
    </div>
  );
}

function TryAgain({ loading, onLoad }: Pick<OlderCallsProps, "loading" | "onLoad">) {
  return (
    <Button pending={loading} pendingLabel="Trying…" onClick={onLoad}>
      Try again
    </Button>
  );
}
