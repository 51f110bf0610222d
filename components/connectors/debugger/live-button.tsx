"use client";

import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Tooltip } from "@/components/ui/overlay/tooltip";
import { useShortcut } from "@/components/ui/use-shortcut";
import type { MessagesState } from "./use-messages";

/** Turns Live on and off. */
export function LiveButton({ messages: { live, toggleLive } }: { messages: MessagesState }) {
  useShortcut("l", toggleLive);
  return (
    <>
      {live === "reconnecting" && (
        <span role="status" className="text-muted text-sm">
          Server not reached, trying again…
        </span>
      )}
      <Tooltip content={live === "off" ? "Show new messages as they arrive" : "Turn off Live"} shortcut="L">
        <Button
          aria-pressed={live !== "off"}
          className="aria-pressed:border-positive/60 aria-pressed:bg-positive-subtle"
          onClick={toggleLive}
        >
          <span
            aria-hidden
            className={cn(
              "size-2 rounded-full",
              live === "off" && "border border-border-strong",
              live === "live" && "bg-positive motion-safe:animate-pulse",
              live === "reconnecting" && "bg-warning",
            )}
          />
          Live
        </Button>
      </Tooltip>
    </>
  );
}
