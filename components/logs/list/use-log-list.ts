"use client";

import { useState, useTransition } from "react";
import { callAction } from "@/components/forms/call-action";
import { listLogs } from "@/lib/logs/actions";
import { formatLogFilter } from "@/lib/logs/read/filter-url";
import type { LogFilter, LogPage } from "@/lib/logs/schema";
import { appendOlder, describeNewCalls, mergeNewest } from "./log-list";

/**
 * An endless list of calls. Its newest page comes with the screen: of the same filter it goes on top of what is there,
 * of another one it begins a new list. Older pages are asked for.
 */
export function useLogList(workspaceSlug: string, filter: LogFilter, newest: LogPage) {
  const address = formatLogFilter(filter);
  const [before, setShown] = useState({ address, newest, list: newest, news: "" });
  let shown = before;
  if (newest !== before.newest) {
    shown =
      address === before.address
        ? {
            ...before,
            newest,
            list: mergeNewest(before.list, newest, before.newest.rows[0]?.id ?? ""),
            news: describeNewCalls(before.list, newest),
          }
        : { address, newest, list: newest, news: "" };
    setShown(shown);
  }
  const setList = (update: (list: LogPage) => LogPage) =>
    setShown((current) =>
      current.address === address ? { ...current, list: update(current.list) } : current,
    );

  const [olderError, setOlderError] = useState<string | null>(null);
  const [loadingOlder, startLoadingOlder] = useTransition();
  const loadOlder = () => {
    const before = shown.list.next;
    if (before === null || loadingOlder) return;
    startLoadingOlder(async () => {
      const result = await callAction(() => listLogs(workspaceSlug, { ...filter, before }));
      setOlderError(result.ok ? null : result.message);
      if (result.ok) setList((list) => appendOlder(list, before, result.data));
    });
  };
  return { list: shown.list, news: shown.news, setList, loadOlder, loadingOlder, olderError };
}
