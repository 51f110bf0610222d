"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { toast } from "sonner";
import { callAction } from "@/components/forms/call-action";
import { addArrivedIds, insertNew, mergeNewest } from "@/components/logs/list/log-list";
import { listLogs } from "@/lib/logs/actions";
import { formatLogFilter } from "@/lib/logs/read/filter-url";
import type { LogFilter, LogPage } from "@/lib/logs/schema";
import { keepLive } from "./live-connection";
import { type LiveEvent, parseRows } from "./live-reader";
import { useIsVisible } from "./use-is-visible";

type Update = (list: LogPage) => LogPage;

type Came = {
  /** Of the newest call when Live was switched on; empty where there was none. */
  since: string;
  /** Ids of what came since. */
  arrived: ReadonlySet<string>;
  /** How many calls that were. */
  calls: number;
  /** How many of them wait, because the list is scrolled down. */
  waiting: number;
  updates: readonly Update[];
};
const nothing: Omit<Came, "since"> = { arrived: new Set(), calls: 0, waiting: 0, updates: [] };

export type Live = ReturnType<typeof useLive>;

/**
 * Follows the log while it is on and in view. New calls go on top of the list, or wait while somebody looks further
 * down. What was there before is history.
 */
export function useLive(
  workspaceSlug: string,
  filter: LogFilter,
  list: LogPage,
  setList: (update: Update) => void,
) {
  const address = formatLogFilter(filter);
  const [switched, setSwitched] = useState(false);
  const [connection, setConnection] = useState<"connecting" | "live" | "reconnecting">("connecting");
  const since = list.rows[0]?.id ?? "";
  const [came, setCame] = useState({ ...nothing, address, since });
  // Another filter, another list. What was told of the calls before goes on from their number.
  if (came.address !== address) setCame({ ...nothing, address, since, calls: came.calls });
  /** The top of the list, where it is shown. */
  const top = useRef<HTMLElement>(null);
  const place = useRef<{ address: string; id: string | null }>({ address, id: null });
  const isVisible = useIsVisible();
  const on = switched && filter.to === undefined;

  /** Looked up when it matters: a busy browser tells late of what is out of view. */
  const isFollowing = () => !top.current || top.current.getBoundingClientRect().bottom >= 0;
  const bring = (ids: string[], update: Update) => {
    const waits = !isFollowing();
    if (!waits) setList(update);
    setCame((before) => {
      // The page may hold a call already that the stream brings next.
      const added = ids.filter((id) => !before.arrived.has(id));
      return {
        ...before,
        arrived: addArrivedIds(before.arrived, added),
        calls: before.calls + added.length,
        waiting: before.waiting + (waits ? added.length : 0),
        updates: waits ? [...before.updates, update] : before.updates,
      };
    });
  };
  /** The newest page, taken after the stream began: so there is no gap between them. */
  const bringPage = async (left: AbortSignal) => {
    const result = await callAction(() => listLogs(workspaceSlug, filter));
    if (left.aborted) return;
    if (!result.ok) throw new Error(result.message);
    const known = new Set(list.rows.map(({ id }) => id).filter((id) => id <= came.since));
    const ids = result.data.rows.map(({ id }) => id).filter((id) => !known.has(id));
    bring(ids, (current) => mergeNewest(current, result.data));
  };
  const onEvent = useEffectEvent(async ({ name, id, data }: LiveEvent, left: AbortSignal) => {
    if (name === "reload") await bringPage(left);
    if (name === "calls") {
      const rows = parseRows(data);
      const ids = rows.map(({ id }) => id);
      bring(ids, (current) => insertNew(current, rows));
    }
    if (name === "gone") onRefused("You are signed out, or no member of this workspace any more.");
    if (id !== null && !left.aborted) place.current = { address, id };
  });
  const onRefused = useEffectEvent((message: string) => {
    setSwitched(false);
    toast.error("Live has ended", { description: message });
  });
  useEffect(() => {
    if (!on || !isVisible) return;
    const left = new AbortController();
    const query = new URLSearchParams(address);
    query.set("workspace", workspaceSlug);
    void keepLive(`/api/logs/live?${query}`, {
      signal: left.signal,
      lastId: place.current.address === address ? place.current.id : null,
      onChange: (isOpen) => setConnection(isOpen ? "live" : "reconnecting"),
      onEvent: (event) => onEvent(event, left.signal),
      onRefused: (message) => onRefused(message),
    });
    return () => left.abort();
  }, [on, isVisible, address, workspaceSlug]);

  const showWaiting = () => {
    if (came.updates.length === 0) return;
    setList((current) => came.updates.reduce((merged, update) => update(merged), current));
    setCame({ ...came, waiting: 0, updates: [] });
  };
  const toggle = () => {
    showWaiting();
    setCame({ ...nothing, address, since });
    setConnection("connecting");
    place.current = { address, id: null };
    setSwitched(!on);
  };
  const state = on ? connection : "off";
  const { calls, waiting } = came;
  /** Also what a refresh brought before the stream did; and what began before and was stored since. */
  const isNew = (id: string) => id > came.since || came.arrived.has(id);
  return { state, toggle, top, isFollowing, showWaiting, isNew, calls, waiting } as const;
}
