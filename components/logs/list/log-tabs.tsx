"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { NewCallsButton } from "@/components/logs/live/live-controls";
import type { LiveState } from "@/components/logs/live/use-live";
import { ErrorGroups } from "@/components/logs/overview/error-groups";
import { Button } from "@/components/ui/button";
import { Alert } from "@/components/ui/feedback/alert";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/layout/tabs";
import { ShortLocalTime } from "@/components/ui/time/local-time";
import type { ErrorGroup } from "@/lib/logs/schema";
import { NoMatches } from "./empty-states";
import { LogTable } from "./log-table";
import { openTab, useOpenTab } from "./url-view";
import type { useLogList } from "./use-log-list";

interface LogTabsProps {
  log: ReturnType<typeof useLogList>;
  live: LiveState;
  errors: ErrorGroup[];
  retentionDays: number;
  allApplications: boolean;
}

/** The tabs "Calls" and "Errors". The URL holds the open one. */
export function LogTabs({ log, live, errors, retentionDays, allApplications }: LogTabsProps) {
  const shown = useOpenTab();
  const { rows, next, searchedTo } = log.list;
  const errorCount = errors.reduce((sum, { calls }) => sum + calls, 0);
  return (
    <Tabs value={shown} onValueChange={openTab} className="flex flex-col gap-4">
      <TabsList>
        <TabsTrigger value="calls">Calls</TabsTrigger>
        <TabsTrigger value="errors">
          <span title="Calls that ended with 4xx or 5xx" className="flex items-center gap-2">
            Errors
            {errorCount > 0 && (
              <span className="text-muted tabular-nums">{errorCount.toLocaleString("en")}</span>
            )}
          </span>
        </TabsTrigger>
      </TabsList>
      <TabsContent value="calls" className="flex flex-col gap-6 outline-none">
        {rows.length === 0 && next === null ? (
          <NoMatches retentionDays={retentionDays} />
        ) : (
          <>
            {live.state !== "off" && <NewCallsButton live={live} />}
            {rows.length > 0 && (
              <LogTable
                rows={rows}
                allApplications={allApplications}
                hasOlder={next !== null}
                isNew={live.state === "off" ? null : live.isNew}
                onNearEnd={log.loadOlder}
              />
            )}
            <OlderCalls
              next={next}
              searchedTo={searchedTo}
              loading={log.loadingOlder}
              error={log.olderError}
              onLoad={log.loadOlder}
            />
          </>
        )}
      </TabsContent>
      <TabsContent value="errors" className="outline-none">
        <ErrorGroups groups={errors} />
      </TabsContent>
    </Tabs>
  );
}

interface OlderCallsProps {
  /** The cursor of the next page. Null at the end of the list. */
  next: string | null;
  /** The time at which a search stopped before its page was full. */
  searchedTo: Date | null;
  loading: boolean;
  error: string | null;
  onLoad: () => void;
}

/** Loads the next page when it comes near the viewport, or by its button. */
function OlderCalls({ next, searchedTo, loading, error, onLoad }: OlderCallsProps) {
  const foot = useRef<HTMLDivElement>(null);
  const loadUnlessFailed = useEffectEvent(() => {
    if (!error) onLoad();
  });
  useEffect(() => {
    // A search with few results would read the whole log: it continues by its button only.
    if (next === null || searchedTo || loading || !foot.current) return;
    // A new observer reports its first state immediately: pages load until the screen is full.
    const observer = new IntersectionObserver(
      // A busy browser reports several changes in one batch, the newest last.
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
