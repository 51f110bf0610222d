"use client";

import { useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { listLogs } from "@/lib/logs/actions";
import { formatLogFilter } from "@/lib/logs/read/filter-url";
import type { LogFilter, LogPage } from "@/lib/logs/schema";
import { appendOlder, describeNewCalls, mergeNewest } from "./log-list";

/**
 * The paginated list of calls. The server renders the newest page: with the same filter it is merged into the list, with
 * another filter it starts a new list. Older pages are fetched on demand.
 */
export function useLogList(workspaceSlug: string, filter: LogFilter, newest: LogPage) {
  const filterKey = formatLogFilter(filter);
  const [previous, setCurrent] = useState({ filterKey, newest, list: newest, news: "" });
  let current = previous;
  if (newest !== previous.newest) {
    current =
      filterKey === previous.filterKey
        ? {
            ...previous,
            newest,
            list: mergeNewest(previous.list, newest, previous.newest.rows[0]?.id ?? ""),
            news: describeNewCalls(previous.list, newest),
          }
        : { filterKey, newest, list: newest, news: "" };
    setCurrent(current);
  }
  const setList = (update: (list: LogPage) => LogPage) =>
    setCurrent((latest) =>
      latest.filterKey === filterKey ? { ...latest, list: update(latest.list) } : latest,
    );

  const [olderError, setOlderError] = useState<string | null>(null);
  const [loadingOlder, startLoadingOlder] = useTransition();
  const loadOlder = () => {
    const before = current.list.next;
    if (before === null || loadingOlder) return;
    startLoadingOlder(async () => {
      const result = await callAction(() => listLogs(workspaceSlug, { ...filter, before }));
      setOlderError(result.ok ? null : result.message);
      if (result.ok) setList((list) => appendOlder(list, before, result.data));
    });
  };
  return { list: current.list, news: current.news, setList, loadOlder, loadingOlder, olderError };
}
