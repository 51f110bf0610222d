"use client";

import { type RefObject, useCallback, useSyncExternalStore } from "react";

/** How far below the top of the page something begins, in pixels; kept true while what is above it grows or shrinks. */
export function useDistanceFromTop(element: RefObject<HTMLElement | null>): number {
  const read = useCallback(() => {
    const top = element.current?.getBoundingClientRect().top ?? 0;
    return Math.round(top + window.scrollY);
  }, [element]);
  return useSyncExternalStore(subscribe, read, () => 0);
}

function subscribe(onChange: () => void) {
  const observer = new ResizeObserver(onChange);
  observer.observe(document.body);
  return () => observer.disconnect();
}
