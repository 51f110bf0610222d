"use client";

import { useSearchParams } from "next/navigation";
import { NewCalls } from "@/components/logs/live/new-calls";
import type { Live } from "@/components/logs/live/use-live";
import { ErrorGroups } from "@/components/logs/overview/error-groups";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import type { ErrorGroup } from "@/lib/logs/schema";
import { LogTable } from "./log-table";
import { NoMatches } from "./no-matches";
import { OlderCalls } from "./older-calls";
import type { useLogList } from "./use-log-list";

interface LogTabsProps {
  log: ReturnType<typeof useLogList>;
  live: Live;
  errors: ErrorGroup[];
  keptDays: number;
  ofAll: boolean;
}

const parameter = "show";

/** The calls one by one, or their errors in groups. Which of them is in the address. */
export function LogTabs({ log, live, errors, keptDays, ofAll }: LogTabsProps) {
  const shown = useSearchParams().get(parameter) === "errors" ? "errors" : "calls";
  const { rows, next, searchedTo } = log.list;
  const errorCount = errors.reduce((sum, { calls }) => sum + calls, 0);
  return (
    <Tabs value={shown} onValueChange={show} className="flex flex-col gap-4">
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
          <NoMatches keptDays={keptDays} />
        ) : (
          <>
            {live.state !== "off" && <NewCalls live={live} />}
            {rows.length > 0 && (
              <LogTable
                rows={rows}
                ofAll={ofAll}
                goesOn={next !== null}
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

function show(tab: string): void {
  const url = new URL(window.location.href);
  if (tab === "errors") url.searchParams.set(parameter, tab);
  else url.searchParams.delete(parameter);
  // A press is reported twice: by the button, and by the focus that it gets.
  if (url.href !== window.location.href) window.history.pushState(null, "", url);
}
