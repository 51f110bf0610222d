"use client";

import { RefreshCw } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { useShortcut } from "@/components/ui/use-shortcut";
import type { LoggedApplication, LogPage } from "@/lib/logs/schema";
import { CallSheet } from "./call-sheet";
import { LogHeader } from "./log-header";
import { LogTable } from "./log-table";
import { NoCalls } from "./no-calls";
import { OlderCalls } from "./older-calls";
import { useLogList } from "./use-log-list";

interface LogScreenProps {
  workspaceSlug: string;
  /** Null for the log of all applications. */
  application: LoggedApplication | null;
  first: LogPage;
  /** Where the API is, for the command of the empty log. */
  origin: string;
}

export function LogScreen({ workspaceSlug, application, first, origin }: LogScreenProps) {
  const log = useLogList(workspaceSlug, application?.id, first);
  const { rows, next } = log.list;
  useShortcut("r", log.refresh);
  const refresh = (
    <div className="flex items-center justify-end gap-3">
      <p role="status" className="text-muted text-sm">
        {log.refreshed}
      </p>
      <IconButton
        label="Refresh"
        shortcut="R"
        variant="secondary"
        pending={log.refreshing}
        onClick={log.refresh}
      >
        <RefreshCw />
      </IconButton>
    </div>
  );
  return (
    <div data-wide>
      <LogHeader workspaceSlug={workspaceSlug} application={application} action={refresh} />
      {rows.length === 0 ? (
        <NoCalls application={application} origin={origin} />
      ) : (
        <div className="flex flex-col gap-6">
          <LogTable rows={rows} ofAll={application === null} />
          <OlderCalls next={next} loading={log.loadingOlder} error={log.olderError} onLoad={log.loadOlder} />
        </div>
      )}
      <CallSheet workspaceSlug={workspaceSlug} rows={rows} onNearEnd={log.loadOlder} />
    </div>
  );
}
