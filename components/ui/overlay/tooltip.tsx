"use client";

import { Tooltip as Primitive } from "radix-ui";
import type { FocusEvent, ReactNode } from "react";
import { Kbd } from "@/components/ui/kbd";

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Primitive.Provider delayDuration={300} skipDelayDuration={200}>
      {children}
    </Primitive.Provider>
  );
}

interface TooltipProps {
  content: ReactNode;
  /** The keyboard shortcut. */
  shortcut?: string;
  side?: "top" | "right" | "bottom" | "left";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** One focusable element. */
  children: ReactNode;
}

export function Tooltip({ content, shortcut, side = "top", open, onOpenChange, children }: TooltipProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Trigger asChild onFocus={ignorePointerFocus}>
        {children}
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex max-w-72 items-center gap-2 rounded-control bg-text px-2 py-1 text-background text-xs shadow-float data-[state=closed]:animate-fade-out data-[state=delayed-open]:animate-fade-in"
        >
          {content}
          {shortcut && <Kbd inverted>{shortcut}</Kbd>}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** Suppresses the tooltip when a closing dialog returns the focus after a mouse click. */
function ignorePointerFocus(event: FocusEvent) {
  if (!event.currentTarget.matches(":focus-visible")) event.preventDefault();
}
