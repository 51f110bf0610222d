"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { useIsPageVisible } from "@/components/ui/use-page-visibility";
import type { ActionFailure } from "@/lib/action";
import { listOlderMessages, pollMessages } from "@/lib/connectors/messages/actions";
import type {
  ListedMessage,
  MessageFilter,
  MessageListPage,
  MessagePoll,
  MessageVolume,
  VolumeRange,
} from "@/lib/connectors/messages/rows";
import { second, sleep } from "@/lib/time";

const pollInterval = 2 * second;
/** Every fifth poll also reads the counts, and each one after new messages unless the range is long. */
const pollsPerCount = 5;
const longRanges: readonly VolumeRange[] = ["7d", "30d"];
/** Older rows leave the list while new ones arrive. They load again on demand. */
const maxLiveRows = 500;

interface MessagesOptions {
  slug: string;
  connectorId: string;
  filter: MessageFilter;
  range: VolumeRange;
  newest: MessageListPage;
  volume: MessageVolume;
  /** When the server read `newest`, in milliseconds. */
  readAt: number;
}

type Listed = MessageListPage & { volume: MessageVolume; readAt: number };

export type DebuggerLive = "off" | "live" | "reconnecting";

/** The debugger's messages: the newest page, older ones on demand, and new ones while Live is on. */
export function useMessages(options: MessagesOptions) {
  const { slug, connectorId, filter, range, newest, volume, readAt } = options;
  const rendered: Listed = { ...newest, volume, readAt };
  const [source, setSource] = useState(newest);
  const [listed, setListed] = useState(rendered);
  /** New messages that wait while the list is scrolled down: they would move the rows. */
  const [waiting, setWaiting] = useState<ListedMessage[]>([]);
  const [live, setLive] = useState<DebuggerLive>("live");
  const [older, setOlder] = useState<{ loading: boolean; failure: ActionFailure | null }>(idle);
  const listTop = useRef<HTMLDivElement>(null);
  const current = useRef(newest);
  const isUncounted = useRef(false);
  // The server rendered another filter, or the page again.
  if (source !== newest) {
    setSource(newest);
    setListed(rendered);
    setWaiting([]);
    setOlder(idle);
  }
  useEffect(() => {
    current.current = newest;
  }, [newest]);

  const receive = (poll: MessagePoll) => {
    const known = new Set([...listed.rows, ...waiting].map(({ id }) => id));
    const added = poll.rows.filter(({ id }) => !known.has(id));
    isUncounted.current = added.length > 0;
    const isAtTop = (listTop.current?.getBoundingClientRect().top ?? 0) >= 0;
    const position = { readAt: poll.polledAt, volume: poll.volume ?? listed.volume };
    if (poll.isGap) {
      setWaiting([]);
      const next = poll.rows.at(-1)?.id ?? null;
      return setListed({ ...position, rows: poll.rows, next, searchedTo: null });
    }
    if (isAtTop || added.length === 0) setListed({ ...listed, ...position, ...addRows(listed, added) });
    else {
      setWaiting(sortNewestFirst([...waiting, ...added]));
      setListed({ ...listed, ...position });
    }
  };
  const poll = useEffectEvent(async (isFifth: boolean, signal: AbortSignal) => {
    const asked = newest;
    const withCounts = isFifth || (isUncounted.current && !longRanges.includes(range));
    const last = { polledAt: listed.readAt, range: withCounts ? range : null };
    const result = await callAction(() => pollMessages(slug, { connectorId, filter, ...last }));
    if (signal.aborted || current.current !== asked) return;
    receiveResult(result);
  });
  const receiveResult = useEffectEvent((result: Awaited<ReturnType<typeof pollMessages>>) => {
    setLive(result.ok ? "live" : "reconnecting");
    if (result.ok) receive(result.data);
  });
  const isVisible = useIsPageVisible();
  const isPolling = live !== "off" && isVisible;
  useEffect(() => {
    if (!isPolling) return;
    const stopped = new AbortController();
    const run = async () => {
      for (let count = 1; !stopped.signal.aborted; count += 1) {
        await sleep(pollInterval, stopped.signal);
        if (!stopped.signal.aborted) await poll(count % pollsPerCount === 0, stopped.signal);
      }
    };
    void run();
    return () => stopped.abort();
  }, [isPolling]);

  const loadOlder = async () => {
    const before = listed.next;
    if (before === null || older.loading) return;
    setOlder({ loading: true, failure: null });
    const result = await callAction(() => listOlderMessages(slug, { connectorId, filter, before }));
    if (current.current !== newest) return;
    setOlder({ loading: false, failure: result.ok ? null : result });
    if (result.ok)
      setListed((now) => ({
        ...now,
        ...result.data,
        rows: sortNewestFirst([...now.rows, ...result.data.rows]),
      }));
  };
  const showWaiting = () => {
    setListed({ ...listed, ...addRows(listed, waiting) });
    setWaiting([]);
    listTop.current?.scrollIntoView({ block: "center" });
    listTop.current?.focus({ preventScroll: true });
  };
  return {
    ...listed,
    live,
    toggleLive: () => setLive(live === "off" ? "live" : "off"),
    waiting: waiting.length,
    showWaiting,
    listTop,
    older,
    loadOlder,
  };
}

export type MessagesState = ReturnType<typeof useMessages>;

const idle = { loading: false, failure: null };

function addRows(page: MessageListPage, added: ListedMessage[]): MessageListPage {
  if (added.length === 0) return page;
  const all = sortNewestFirst([...added, ...page.rows]);
  const rows = all.slice(0, Math.max(maxLiveRows, page.rows.length));
  if (rows.length === all.length) return { ...page, rows };
  return { rows, next: rows.at(-1)?.id ?? null, searchedTo: null };
}

/** Also drops repetitions: a page may have a message that Live added. */
function sortNewestFirst(rows: ListedMessage[]): ListedMessage[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}
