"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ShortLocalTime } from "@/components/ui/local-time";

interface OlderCallsProps {
  /** Where the list goes on; null at its end. */
  next: string | null;
  /** How far back a search came that stopped before its page was full. */
  searchedTo: Date | null;
  loading: boolean;
  error: string | null;
  onLoad: () => void;
}

/** The foot of an endless list: it loads by itself when it comes near, by its button otherwise. */
export function OlderCalls({ next, searchedTo, loading, error, onLoad }: OlderCallsProps) {
  const foot = useRef<HTMLDivElement>(null);
  const loadUnlessFailed = useEffectEvent(() => {
    if (!error) onLoad();
  });
  useEffect(() => {
    // A search that found little would go on and on by itself.
    if (next === null || searchedTo || loading || !foot.current) return;
    // A new observer for each page: it reports at once, so a screen that is still not full goes on loading.
    const observer = new IntersectionObserver(
      // A busy browser tells of several changes at once, of the newest last.
      (changes) => changes.at(-1)?.isIntersecting && loadUnlessFailed(),
      { rootMargin: "1200px" },
    );
    observer.observe(foot.current);
    return () => observer.disconnect();
  }, [next, searchedTo, loading]);

  if (next === null) return <p className="text-center text-muted">There are no older calls.</p>;
  const load = { loading, onLoad, label: searchedTo ? "Search further" : "Load older calls" };
  return (
    <div ref={foot} className="flex flex-col items-center gap-2">
      {searchedTo && (
        <p className="text-muted">
          Searched back to <ShortLocalTime time={searchedTo} />
        </p>
      )}
      {error ? (
        <Alert
          tone="danger"
          role="alert"
          title="Could not load older calls"
          action={<LoadButton {...load} label="Try again" />}
        >
          {error}
        </Alert>
      ) : (
        <LoadButton {...load} />
      )}
    </div>
  );
}

interface LoadButtonProps {
  label: string;
  loading: boolean;
  onLoad: () => void;
}

function LoadButton({ label, loading, onLoad }: LoadButtonProps) {
  return (
    <Button pending={loading} pendingLabel="Loading…" onClick={onLoad}>
      {label}
    </Button>
  );
}
