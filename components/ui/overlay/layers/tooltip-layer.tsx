"use client";

import { Popper, Presence } from "radix-ui/internal";
import type { ReactNode, Ref, RefObject } from "react";
import { createPortal } from "react-dom";
import { Kbd } from "@/components/ui/kbd";
import type { TooltipTimer } from "@/components/ui/overlay/use-tooltip-timer";

interface BubbleProps {
  id: string;
  content: ReactNode;
  shortcut?: string | undefined;
  side?: "top" | "right" | "bottom" | "left";
  open: boolean;
  timer: TooltipTimer;
}

/** The view of a tooltip, anchored to its element. */
export function TooltipLayer({
  trigger,
  ...props
}: BubbleProps & { trigger: RefObject<HTMLElement | null> }) {
  return (
    <Popper.Root>
      <Popper.Anchor virtualRef={trigger} />
      <Presence.Root present={props.open}>
        <Bubble {...props} />
      </Presence.Root>
    </Popper.Root>
  );
}

function Bubble({
  id,
  content,
  shortcut,
  side = "top",
  open,
  timer,
  ref,
}: BubbleProps & { ref?: Ref<HTMLDivElement> }) {
  return createPortal(
    <Popper.Content
      ref={ref}
      id={id}
      role="tooltip"
      side={side}
      sideOffset={6}
      collisionPadding={8}
      data-state={open ? "open" : "closed"}
      onPointerEnter={timer.enter}
      onPointerLeave={timer.leave}
      // A dialog takes pointer events from the page.
      className="pointer-events-auto z-50 flex max-w-72 items-center gap-2 rounded-control bg-text px-2 py-1 text-background text-xs shadow-float data-[state=closed]:animate-fade-out data-[state=open]:animate-fade-in"
    >
      {content}
      {shortcut && <Kbd inverted>{shortcut}</Kbd>}
    </Popper.Content>,
    document.body,
  );
}
