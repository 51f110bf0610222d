"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { useIsPageVisible } from "@/components/ui/use-page-visibility";
import type { ActionFailure, ActionResult } from "@/lib/action";
import { listOlderMessages, pollMessages } from "@/lib/connectors/messages/actions";
import type {
  MessageFilter,
  MessageListPage,
  MessagePoll,
  MessageVolume,
  VolumeRange,
} from "@/lib/connectors/messages/rows";
import { second, sleep } from "@/lib/time";
import {
  appendOlderMessages,
  createMessageList,
  type MessageList,
  receivePoll,
  showWaiting,
} from "./message-list";

const pollInterval = 2 * second;
/** Every fifth poll also reads the counts, and each one after new messages unless the range is long. */
const pollsPerCount = 5;
const longRanges: readonly VolumeRange[] = ["7d", "30d"];

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

export type DebuggerLive = "off" | "live" | "reconnecting";

/** Failures that the next poll may overcome. */
const transientCodes: readonly ActionFailure["code"][] = ["unavailable", "internal", "rate_limited"];
const idle = { loading: false, failure: null };

/** The debugger's messages: the newest page, older ones on demand, and new ones while Live is on. */
export function useMessages({ slug, connectorId, filter, range, newest, volume, readAt }: MessagesOptions) {
  const [list, setList] = useState(() => createMessageList(newest, { volume, readAt }));
  const [live, setLive] = useState<DebuggerLive>("live");
  /** Why Live ended by itself, such as a session that ended. */
  const [liveFailure, setLiveFailure] = useState<ActionFailure | null>(null);
  const [older, setOlder] = useState<{ loading: boolean; failure: ActionFailure | null }>(idle);
  /** For screen readers, with every fifth poll. */
  const [announcement, setAnnouncement] = useState("");
  const announced = useRef(0);
  const listTop = useRef<HTMLDivElement>(null);
  // The server rendered another filter, or the page again.
  if (list.source !== newest) {
    setList(createMessageList(newest, { volume, readAt }));
    setOlder(idle);
  }
  /** Changes the list unless the server rendered another one since the request. */
  const changeList = (source: MessageListPage, change: (list: MessageList) => MessageList) =>
    setList((now) => (now.source === source ? change(now) : now));

  const receive = useEffectEvent((asked: MessageListPage, result: ActionResult<MessagePoll>) => {
    if (!result.ok) {
      const mayRecover = transientCodes.includes(result.code);
      setLive(mayRecover ? "reconnecting" : "off");
      if (!mayRecover) setLiveFailure(result);
      return;
    }
    setLive("live");
    const isAtTop = (listTop.current?.getBoundingClientRect().top ?? 0) >= 0;
    changeList(asked, (now) => receivePoll(now, result.data, isAtTop));
  });
  const announce = useEffectEvent(() => {
    const added = list.received - announced.current;
    announced.current = list.received;
    if (added > 0) setAnnouncement(describeNewMessages(added));
  });
  const poll = useEffectEvent(async (isFifth: boolean, signal: AbortSignal) => {
    const withCounts = isFifth || (list.isUncounted && !longRanges.includes(range));
    const last = { polledAt: list.readAt, range: withCounts ? range : null };
    const result = await callAction(() => pollMessages(slug, { connectorId, filter, ...last }));
    if (signal.aborted) return;
    receive(newest, result);
    if (isFifth) announce();
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
    const { next: before, source } = list;
    if (before === null || older.loading) return;
    setOlder({ loading: true, failure: null });
    const result = await callAction(() => listOlderMessages(slug, { connectorId, filter, before }));
    setOlder({ loading: false, failure: result.ok ? null : result });
    if (result.ok) changeList(source, (now) => appendOlderMessages(now, result.data));
  };
  return {
    ...list,
    live,
    liveFailure,
    toggleLive: () => {
      setLiveFailure(null);
      setLive(live === "off" ? "live" : "off");
    },
    announcement,
    listTop,
    showWaiting: () => {
      setList(showWaiting);
      listTop.current?.scrollIntoView({ block: "center" });
      listTop.current?.focus({ preventScroll: true });
    },
    older,
    loadOlder,
  };
}

export type MessagesState = ReturnType<typeof useMessages>;

export function describeNewMessages(count: number): string {
  return count === 1 ? "1 new message" : `${count.toLocaleString("en")} new messages`;
}
