"use client";

import { useEffect, useEffectEvent } from "react";

/** A single key that does something on this screen, except while somebody types or holds another key. Null: nothing. */
export function useShortcut(key: string, act: (() => void) | null): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (!act || event.key.toLowerCase() !== key || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches("input, select, textarea, [contenteditable], [role=menu] *")
  );
}
