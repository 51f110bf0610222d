"use client";

import { useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { listLogs } from "@/lib/logs/actions";
import type { LogPage, LogQuery } from "@/lib/logs/schema";
import { appendOlder, mergeNewest } from "./log-list";

/** An endless list of calls: the first page came with the screen, older and newer ones are asked for. */
export function useLogList(workspaceSlug: string, applicationId: string | undefined, first: LogPage) {
  const [list, setList] = useState(first);
  const [olderError, setOlderError] = useState<string | null>(null);
  /** What the last refresh brought. */
  const [refreshed, setRefreshed] = useState("");
  const [loadingOlder, startLoadingOlder] = useTransition();
  const [refreshing, startRefreshing] = useTransition();
  const ask = (query: LogQuery) =>
    callAction(() =>
      listLogs(workspaceSlug, { ...query, application: applicationId ? [applicationId] : [] }),
    );

  const loadOlder = () => {
    const before = list.next;
    if (before === null || loadingOlder) return;
    startLoadingOlder(async () => {
      const result = await ask({ before });
      setOlderError(result.ok ? null : result.message);
      if (result.ok) setList((current) => appendOlder(current, before, result.data));
    });
  };
  const refresh = () => {
    if (refreshing) return;
    startRefreshing(async () => {
      const result = await ask({});
      setRefreshed(result.ok ? describeNews(list, result.data) : `Could not refresh. ${result.message}`);
      if (result.ok) setList((current) => mergeNewest(current, result.data));
    });
  };
  return { list, loadOlder, loadingOlder, olderError, refresh, refreshing, refreshed };
}

function describeNews(list: LogPage, newest: LogPage): string {
  const known = new Set(list.rows.map((row) => row.id));
  const count = newest.rows.filter((row) => !known.has(row.id)).length;
  if (count === 0) return "No new calls";
  if (count === newest.rows.length && newest.next !== null) return `More than ${count} new calls`;
  return count === 1 ? "1 new call" : `${count} new calls`;
}
