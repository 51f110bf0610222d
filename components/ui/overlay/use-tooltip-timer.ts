"use client";

import { type RefObject, useEffect, useEffectEvent, useRef } from "react";

const openDelay = 300;
/** Lets the pointer cross the gap between the element and its tooltip. */
const closeDelay = 150;
/** A tooltip opens without a delay this soon after another one closed. */
const skipDelay = 200;

/** Only one tooltip is open at a time. */
let closeCurrent: (() => void) | null = null;
let lastClosedAt = Number.NEGATIVE_INFINITY;

export interface TooltipTimer {
  open: () => void;
  close: () => void;
  /** Opens after a delay, or keeps an open tooltip. */
  enter: () => void;
  /** Closes after a delay. */
  leave: () => void;
}

/** When the tooltip of an element opens and closes. */
export function useTooltipTimer(
  trigger: RefObject<HTMLElement | null>,
  isOpen: boolean,
  change: (open: boolean) => void,
): TooltipTimer {
  const timeout = useRef<ReturnType<typeof setTimeout>>(undefined);
  const changeTo = (open: boolean) => {
    clearTimeout(timeout.current);
    if (open !== isOpen) change(open);
  };
  const changeLater = (open: boolean, delay: number) => {
    clearTimeout(timeout.current);
    timeout.current = setTimeout(() => change(open), delay);
  };
  const close = () => changeTo(false);
  const closeOpen = useEffectEvent(close);
  const closeOnScroll = useEffectEvent(({ target }: Event) => {
    if (target instanceof Node && target.contains(trigger.current)) close();
  });
  const closeOnEscape = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // A dialog around the tooltip stays open.
    event.stopPropagation();
    close();
  });

  useEffect(() => () => clearTimeout(timeout.current), []);
  useEffect(() => {
    if (!isOpen) return;
    closeCurrent?.();
    const closeThis = () => closeOpen();
    const onScroll = (event: Event) => closeOnScroll(event);
    const onKeyDown = (event: KeyboardEvent) => closeOnEscape(event);
    closeCurrent = closeThis;
    window.addEventListener("scroll", onScroll, { capture: true, passive: true });
    window.addEventListener("keydown", onKeyDown, { capture: true });
    return () => {
      lastClosedAt = performance.now();
      if (closeCurrent === closeThis) closeCurrent = null;
      window.removeEventListener("scroll", onScroll, { capture: true });
      window.removeEventListener("keydown", onKeyDown, { capture: true });
    };
  }, [isOpen]);

  return {
    open: () => changeTo(true),
    close,
    enter: () => {
      const isSoon = closeCurrent !== null || performance.now() - lastClosedAt < skipDelay;
      if (isOpen) clearTimeout(timeout.current);
      else changeLater(true, isSoon ? 0 : openDelay);
    },
    leave: () => {
      if (isOpen) changeLater(false, closeDelay);
      else clearTimeout(timeout.current);
    },
  };
}
