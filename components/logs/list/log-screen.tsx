"use client";

import { RefreshCw } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { CallSheet } from "@/components/logs/detail/call-sheet";
import { ExportButton } from "@/components/logs/export/export-dialog";
import { FilterBar } from "@/components/logs/filters/filter-bar";
import { LogFilterProvider, useLogFilter } from "@/components/logs/filters/use-log-filter";
import { LiveSwitch } from "@/components/logs/live/live-controls";
import { addToErrors, addToSummary, findUncountedRows } from "@/components/logs/live/live-counts";
import { useLive } from "@/components/logs/live/use-live";
import { LogOverview } from "@/components/logs/overview/log-overview";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Breadcrumb } from "@/components/ui/layout/breadcrumb";
import { PageHeader } from "@/components/ui/layout/page-header";
import { useShortcut } from "@/components/ui/use-shortcut";
import { hasActiveFilter } from "@/lib/logs/read/filter-url";
import type { ErrorGroup, LogFilter, LoggedApplication, LogPage, LogSummary } from "@/lib/logs/schema";
import { NoCalls } from "./empty-states";
import { LogTabs } from "./log-tabs";
import { useOpenCall } from "./url-view";
import { useLogList } from "./use-log-list";

interface LogScreenProps {
  workspaceSlug: string;
  /** Null for the log of all applications. */
  application: LoggedApplication | null;
  /** The filter of the calls in `newest`. */
  filter: LogFilter;
  newest: LogPage;
  summary: LogSummary;
  errors: ErrorGroup[];
  retentionDays: number;
  /** Whether the search reads request and response bodies, too. */
  searchesBodies: boolean;
  /** Shown above the filters. */
  notice?: ReactNode;
  /** Of the API, for the command of the empty log. */
  origin: string;
}

export function LogScreen(props: LogScreenProps) {
  return (
    <LogFilterProvider filter={props.filter}>
      <FilteredLog {...props} />
    </LogFilterProvider>
  );
}

function FilteredLog(props: LogScreenProps) {
  const { workspaceSlug, application, filter, newest, retentionDays } = props;
  const { pending } = useLogFilter();
  const logFilter = application ? { ...filter, application: [application.id] } : filter;
  const log = useLogList(workspaceSlug, logFilter, newest);
  const live = useLive(workspaceSlug, logFilter, log.list, log.setList);
  const { rows } = log.list;
  // The summary ignores the search, so the calls of a search are not added to it.
  const uncounted = useMemo(
    () => (filter.search ? [] : findUncountedRows(rows, newest)),
    [filter.search, rows, newest],
  );
  const summary = useMemo(() => addToSummary(props.summary, uncounted), [props.summary, uncounted]);
  const errors = useMemo(() => addToErrors(props.errors, uncounted), [props.errors, uncounted]);
  const openId = useOpenCall();
  // The list reports a request id that was searched for and not found.
  const isMissing = openId !== null && openId === filter.search && rows.every(({ id }) => id !== openId);
  return (
    <div data-wide>
      <LogHeader
        workspaceSlug={workspaceSlug}
        application={application}
        action={
          <LogToolbar news={live.state === "off" ? log.news : ""}>
            <ExportButton
              workspaceSlug={workspaceSlug}
              filter={logFilter}
              calls={filter.search ? null : summary.calls}
              mayExport={props.searchesBodies}
            />
            <LiveSwitch live={live} />
          </LogToolbar>
        }
      />
      {props.notice}
      {rows.length === 0 && !hasActiveFilter(filter) ? (
        <NoCalls application={application} origin={props.origin} />
      ) : (
        <div className="flex flex-col gap-4">
          <FilterBar
            summary={summary}
            allApplications={application === null}
            retentionDays={retentionDays}
            searchesBodies={props.searchesBodies}
          />
          <div
            aria-busy={pending || undefined}
            className={cn(
              "flex flex-col gap-4 transition-opacity duration-150",
              pending && "opacity-60 delay-150",
            )}
          >
            <LogOverview summary={summary} />
            <LogTabs
              log={log}
              live={live}
              errors={errors}
              retentionDays={retentionDays}
              allApplications={application === null}
            />
          </div>
        </div>
      )}
      {!isMissing && <CallSheet workspaceSlug={workspaceSlug} rows={rows} onNearEnd={log.loadOlder} />}
    </div>
  );
}

interface LogHeaderProps {
  workspaceSlug: string;
  /** Null for the log of all applications. */
  application: LoggedApplication | null;
  action?: ReactNode;
}

function LogHeader({ workspaceSlug, application, action }: LogHeaderProps) {
  return (
    <>
      <Breadcrumb
        parent={{ label: "API access", href: `/${workspaceSlug}/settings/api-access` }}
        middle={application?.name}
        current={application ? "Logs" : "All logs"}
      />
      <PageHeader title={renderTitle(application)} description={describeLog(application)} action={action} />
    </>
  );
}

function renderTitle(application: LoggedApplication | null): ReactNode {
  if (!application) return "Logs of all applications";
  return (
    <>
      Logs of {application.name}
      {application.deleted && <Badge className="ml-2 align-middle">Deleted</Badge>}
    </>
  );
}

function describeLog(application: LoggedApplication | null): string {
  if (!application) return "Every call to the API, newest first, including rejected calls.";
  if (application.deleted) return "It was deleted. Calls with its keys are rejected and appear here.";
  return "Every call it made, newest first, including rejected calls.";
}

interface LogToolbarProps {
  /** The result of the last refresh. */
  news: string;
  children?: ReactNode;
}

function LogToolbar({ news, children }: LogToolbarProps) {
  const { refresh, refreshing } = useLogFilter();
  useShortcut("r", refresh);
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <p role="status" className="mr-1 text-muted text-sm">
        {news}
      </p>
      {children}
      <IconButton label="Refresh" shortcut="R" variant="secondary" pending={refreshing} onClick={refresh}>
        <RefreshCw />
      </IconButton>
    </div>
  );
}
