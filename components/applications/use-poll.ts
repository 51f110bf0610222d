"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { useIsPageVisible } from "@/components/ui/use-page-visibility";
import { minute, sleep } from "@/lib/time";

interface PollOptions {
  /** The URL of a session route; null stops polling. */
  url: string | null;
  /** Milliseconds between an answer and the next request. */
  every: number;
  /** A change aborts the pending request: the page is newer than its response. */
  restartOn?: unknown;
  /** Receives each response that differs from the previous one. */
  onData: (data: unknown) => void;
  /** Runs when the server rejects a request, for example after the session ended. Polling stops. */
  onRejected?: () => void;
}

/** Polls a session route while the page is visible. Failures double the interval. */
export function usePoll({ url, every, restartOn, ...on }: PollOptions): void {
  const isVisible = useIsPageVisible();
  const lastPoll = useRef<number>(null);
  const lastText = useRef("");
  const receive = useEffectEvent((text: string) => {
    lastPoll.current = performance.now();
    if (text === lastText.current) return;
    lastText.current = text;
    on.onData(JSON.parse(text).data);
  });
  const reject = useEffectEvent(() => on.onRejected?.());

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new `restartOn` aborts the request and starts again.
  useEffect(() => {
    if (!url || !isVisible) return;
    lastPoll.current ??= performance.now();
    // If the interval passed while the page was hidden, the first request starts without a pause.
    const firstPause = Math.max(0, lastPoll.current + every - performance.now());
    const stopped = new AbortController();
    void poll(url, { every, firstPause, signal: stopped.signal, onText: receive, onRejected: reject });
    return () => stopped.abort();
  }, [url, every, isVisible, restartOn]);
}

const maxPause = minute;

interface Poll {
  every: number;
  firstPause: number;
  signal: AbortSignal;
  onText: (text: string) => void;
  onRejected: () => void;
}

async function poll(url: string, { every, firstPause, signal, onText, onRejected }: Poll): Promise<void> {
  for (let pause = firstPause; ; ) {
    await sleep(pause, signal);
    if (signal.aborted) return;
    const answer = await request(url, signal);
    if (signal.aborted) return;
    if (answer === "rejected") return onRejected();
    if (answer) onText(answer.text);
    pause = answer ? every : Math.min(Math.max(pause, every) * 2, maxPause);
  }
}

/** Returns null for a failure that a retry may overcome. */
async function request(url: string, signal: AbortSignal): Promise<{ text: string } | "rejected" | null> {
  try {
    const response = await fetch(url, { signal, cache: "no-store" });
    if ([401, 403, 404].includes(response.status)) return "rejected";
    return response.ok ? { text: await response.text() } : null;
  } catch {
    return null;
  }
}
