"use client";

import { Slot } from "radix-ui";
import {
  type FocusEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useId,
  useRef,
  useState,
} from "react";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import { useTooltipTimer } from "./use-tooltip-timer";

const TooltipLayer = lazyComponent(async () => (await import("./layers/tooltip-layer")).TooltipLayer);

interface TooltipProps {
  content: ReactNode;
  /** The keyboard shortcut. */
  shortcut?: string | undefined;
  side?: "top" | "right" | "bottom" | "left";
  /** Without it the tooltip keeps its own state. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** One focusable element. */
  children: ReactNode;
}

/** Opens after the pointer rested on the element, and without a delay when the keyboard focuses it. */
export function Tooltip({ open: controlled, onOpenChange, children, ...view }: TooltipProps) {
  const id = useId();
  const trigger = useRef<HTMLElement>(null);
  const isPressed = useRef(false);
  const isOver = useRef(false);
  const [own, setOwn] = useState(false);
  const open = controlled ?? own;
  const timer = useTooltipTimer(trigger, open, onOpenChange ?? setOwn);
  const [wasOpen, setWasOpen] = useState(false);
  if (open && !wasOpen) setWasOpen(true);

  // An element that appears below a resting pointer does not open its tooltip.
  const onPointerMove = ({ pointerType }: PointerEvent) => {
    if (pointerType === "touch" || isOver.current) return;
    isOver.current = true;
    timer.enter();
  };
  const onPointerLeave = () => {
    isOver.current = false;
    timer.leave();
  };
  const onPointerDown = () => {
    isPressed.current = true;
    const release = () => {
      isPressed.current = false;
    };
    document.addEventListener("pointerup", release, { once: true });
    timer.close();
  };
  const onFocus = ({ currentTarget }: FocusEvent) => {
    // Not when a closing dialog returns the focus after a mouse click.
    if (!isPressed.current && currentTarget.matches(":focus-visible")) timer.open();
  };
  const onClick = (event: MouseEvent) => {
    if (!event.defaultPrevented) timer.close();
  };
  return (
    <>
      <Slot.Root
        ref={trigger}
        aria-describedby={open ? id : undefined}
        onPointerMove={onPointerMove}
        onPointerLeave={onPointerLeave}
        onPointerDown={onPointerDown}
        onFocus={onFocus}
        onBlur={timer.close}
        onClick={onClick}
      >
        {children}
      </Slot.Root>
      {wasOpen && (
        <LazyBoundary quiet>
          <TooltipLayer {...view} id={id} trigger={trigger} open={open} timer={timer} />
        </LazyBoundary>
      )}
    </>
  );
}
