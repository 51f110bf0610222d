"use client";

import { ArrowUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useLogFilter } from "@/components/logs/filters/use-log-filter";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { useShortcut } from "@/components/ui/use-shortcut";
import { second } from "@/lib/time";
import type { LiveState } from "./use-live";

/** Turns Live on and off. */
export function LiveSwitch({ live }: { live: LiveState }) {
  const { filter } = useLogFilter();
  const { state, toggle } = live;
  const announcement = useAnnouncement(live);
  const hasEnd = filter.to !== undefined;
  useShortcut("l", hasEnd ? null : toggle);
  const button = (
    <Button
      aria-pressed={state !== "off"}
      className="aria-pressed:border-positive/60 aria-pressed:bg-positive-subtle"
      disabledReason={hasEnd ? "Live shows new calls. Choose a range that ends now." : null}
      onClick={toggle}
    >
      <span
        aria-hidden
        className={cn(
          "size-2 rounded-full",
          state === "off" && "border border-border-strong",
          state === "live" && "bg-positive motion-safe:animate-pulse",
          (state === "connecting" || state === "reconnecting") && "bg-warning",
        )}
      />
      Live
    </Button>
  );
  return (
    <>
      {state === "reconnecting" && <span className="text-muted text-sm">Reconnecting…</span>}
      <span role="status" className="sr-only">
        {state === "reconnecting" ? "Reconnecting…" : announcement}
      </span>
      {hasEnd ? (
        button
      ) : (
        <Tooltip content={state === "off" ? "Show new calls as they arrive" : "Turn off Live"} shortcut="L">
          {button}
        </Tooltip>
      )}
    </>
  );
}

const announcementInterval = 10 * second;

/** Announces new calls to screen readers every 10 seconds, and refreshes the numbers above the list. */
function useAnnouncement({ state, calls, isAtTop }: LiveState): string {
  const router = useRouter();
  const [announcement, setAnnouncement] = useState("");
  const announcedCalls = useRef(0);
  const isRefreshNeeded = useRef(false);
  const lastState = useRef(state);
  const isOn = state !== "off";
  const announce = useEffectEvent(() => {
    const newCalls = calls - announcedCalls.current;
    announcedCalls.current = calls;
    if (newCalls > 0) {
      setAnnouncement(describeNewCalls(newCalls));
      isRefreshNeeded.current = true;
    }
    // A refresh would move rows while the list is scrolled down, and show the browser's error page while the server is
    // unreachable.
    if (!isRefreshNeeded.current || state !== "live" || !isAtTop() || document.hidden) return;
    isRefreshNeeded.current = false;
    router.refresh();
  });
  const start = useEffectEvent(() => {
    announcedCalls.current = calls;
    setAnnouncement("Live is on");
  });
  const end = useEffectEvent(() => {
    setAnnouncement("Live is off");
    if (lastState.current === "live") router.refresh();
  });
  useEffect(() => {
    if (!isOn) return;
    start();
    const timer = setInterval(() => announce(), announcementInterval);
    return () => {
      clearInterval(timer);
      end();
    };
  }, [isOn]);
  useEffect(() => {
    lastState.current = state;
  }, [state]);
  return announcement;
}

/** Marks the top of the list. While it is out of view, a button shows how many calls wait. */
export function NewCallsButton({ live }: { live: LiveState }) {
  const { listTop, waiting } = live;
  const showWaiting = useEffectEvent(() => live.showWaiting());
  useEffect(() => {
    if (!listTop.current) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.at(-1)?.isIntersecting) showWaiting();
    });
    observer.observe(listTop.current);
    return () => {
      observer.disconnect();
      showWaiting();
    };
  }, [listTop]);
  const scrollToTop = () => {
    live.showWaiting();
    listTop.current?.focus({ preventScroll: true });
    listTop.current?.scrollIntoView({ block: "center" });
  };
  return (
    <>
      <section ref={listTop} tabIndex={-1} aria-label="Newest calls" className="-mb-6.25 h-px outline-none" />
      <div className="sticky top-14 z-20 -mb-6 flex h-0 justify-center">
        {waiting > 0 && (
          <Button variant="primary" className="rounded-full shadow-float" onClick={scrollToTop}>
            <ArrowUp />
            {describeNewCalls(waiting)}
          </Button>
        )}
      </div>
    </>
  );
}

function describeNewCalls(calls: number): string {
  return calls === 1 ? "1 new call" : `${calls.toLocaleString("en")} new calls`;
}
