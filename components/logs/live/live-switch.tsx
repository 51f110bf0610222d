"use client";

import { useLogFilter } from "@/components/logs/filters/use-log-filter";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { useShortcut } from "@/components/ui/use-shortcut";
import type { Live } from "./use-live";
import { useLiveNews } from "./use-live-news";

/** Streams new calls into the list. */
export function LiveSwitch({ live }: { live: Live }) {
  const { filter } = useLogFilter();
  const { state, toggle } = live;
  const news = useLiveNews(live);
  const isOver = filter.to !== undefined;
  useShortcut("l", isOver ? null : toggle);
  const button = (
    <Button
      aria-pressed={state !== "off"}
      className="aria-pressed:border-positive/60 aria-pressed:bg-positive-subtle"
      disabledReason={isOver ? "Live shows what is new. Choose a range that goes on to now." : null}
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
        {state === "reconnecting" ? "Reconnecting…" : news}
      </span>
      {isOver ? (
        button
      ) : (
        <Tooltip content={state === "off" ? "Show new calls as they come" : "Stop following"} shortcut="L">
          {button}
        </Tooltip>
      )}
    </>
  );
}
