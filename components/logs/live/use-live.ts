"use client";

import type { EventSourceMessage } from "eventsource-parser";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { addArrivedIds, findNewRows, insertNew, mergeNewest } from "@/components/logs/list/log-list";
import { toast } from "@/components/ui/overlay/toast";
import { useIsPageVisible } from "@/components/ui/use-page-visibility";
import { listLogs } from "@/lib/logs/actions";
import { formatLogFilter } from "@/lib/logs/read/filter-url";
import type { LogFilter, LogPage } from "@/lib/logs/schema";
import { connectLive, parseLogRows } from "./live-stream";

type Update = (list: LogPage) => LogPage;

type Arrivals = {
  /** Id of the newest call when Live was switched on. Empty without calls. */
  since: string;
  ids: ReadonlySet<string>;
  /** Announced to screen readers. Continues when the filter changes. */
  calls: number;
  /** Calls that are held back while the list is scrolled down. */
  waiting: number;
  waitingUpdates: readonly Update[];
};
const noArrivals: Omit<Arrivals, "since"> = { ids: new Set(), calls: 0, waiting: 0, waitingUpdates: [] };

export type LiveState = ReturnType<typeof useLive>;

/**
 * Streams new calls into the list while Live is on and the page is visible. While the list is scrolled down, new calls
 * wait, so that no row moves.
 */
export function useLive(
  workspaceSlug: string,
  filter: LogFilter,
  list: LogPage,
  setList: (update: Update) => void,
) {
  const filterQuery = formatLogFilter(filter);
  const [isSwitchedOn, setIsSwitchedOn] = useState(false);
  const [connection, setConnection] = useState<"connecting" | "live" | "reconnecting">("connecting");
  const since = list.rows[0]?.id ?? "";
  const [arrivals, setArrivals] = useState({ ...noArrivals, filterQuery, since });
  if (arrivals.filterQuery !== filterQuery)
    setArrivals({ ...noArrivals, filterQuery, since, calls: arrivals.calls });
  const listTop = useRef<HTMLElement>(null);
  const lastEvent = useRef<{ filterQuery: string; id: string | null }>({ filterQuery, id: null });
  const isPageVisible = useIsPageVisible();
  const isOn = isSwitchedOn && filter.to === undefined;

  /** Measured on demand: under load an IntersectionObserver reports late. */
  const isAtTop = () => !listTop.current || listTop.current.getBoundingClientRect().bottom >= 0;
  const addCalls = (ids: string[], update: Update) => {
    const mustWait = !isAtTop();
    if (!mustWait) setList(update);
    setArrivals((before) => {
      // The page and the stream may both bring a call.
      const newIds = ids.filter((id) => !before.ids.has(id));
      return {
        ...before,
        ids: addArrivedIds(before.ids, newIds),
        calls: before.calls + newIds.length,
        waiting: before.waiting + (mustWait ? newIds.length : 0),
        waitingUpdates: mustWait ? [...before.waitingUpdates, update] : before.waitingUpdates,
      };
    });
  };
  /** Loads the newest page once the stream is open, so that no call is missed between them. */
  const loadNewestPage = async (signal: AbortSignal) => {
    const result = await callAction(() => listLogs(workspaceSlug, filter));
    if (signal.aborted) return;
    if (!result.ok) throw new Error(result.message);
    const oldIds = new Set(list.rows.map(({ id }) => id).filter((id) => id <= arrivals.since));
    const ids = result.data.rows.map(({ id }) => id).filter((id) => !oldIds.has(id));
    addCalls(ids, (current) => mergeNewest(current, result.data));
  };
  const handleEvent = useEffectEvent(async ({ event, id, data }: EventSourceMessage, signal: AbortSignal) => {
    if (event === "reload") await loadNewestPage(signal);
    if (event === "calls") {
      // After a reconnection the stream repeats the calls of the last minute.
      const rows = findNewRows(list, parseLogRows(data));
      addCalls(
        rows.map(({ id }) => id),
        (current) => insertNew(current, rows),
      );
    }
    if (event === "gone") stop("You signed out or left this workspace.");
    if (id !== undefined && !signal.aborted) lastEvent.current = { filterQuery, id };
  });
  const stop = useEffectEvent((message: string) => {
    setIsSwitchedOn(false);
    toast.error("Live has ended", { description: message });
  });
  useEffect(() => {
    if (!isOn || !isPageVisible) return;
    const closed = new AbortController();
    const query = new URLSearchParams(filterQuery);
    query.set("workspace", workspaceSlug);
    void connectLive(`/api/logs/live?${query}`, {
      signal: closed.signal,
      lastEventId: lastEvent.current.filterQuery === filterQuery ? lastEvent.current.id : null,
      onChange: (isOpen) => setConnection(isOpen ? "live" : "reconnecting"),
      onEvent: (event) => handleEvent(event, closed.signal),
      onRejected: (message) => stop(message),
    });
    return () => closed.abort();
  }, [isOn, isPageVisible, filterQuery, workspaceSlug]);

  const showWaiting = () => {
    if (arrivals.waitingUpdates.length === 0) return;
    setList((current) => arrivals.waitingUpdates.reduce((merged, update) => update(merged), current));
    setArrivals({ ...arrivals, waiting: 0, waitingUpdates: [] });
  };
  const toggle = () => {
    showWaiting();
    setArrivals({ ...noArrivals, filterQuery, since });
    setConnection("connecting");
    lastEvent.current = { filterQuery, id: null };
    setIsSwitchedOn(!isOn);
  };
  const state = isOn ? connection : "off";
  const { calls, waiting } = arrivals;
  /** Includes calls that a refresh brought first, and calls with an older id that were stored later. */
  const isNew = (id: string) => id > arrivals.since || arrivals.ids.has(id);
  return { state, toggle, listTop, isAtTop, showWaiting, isNew, calls, waiting } as const;
}
