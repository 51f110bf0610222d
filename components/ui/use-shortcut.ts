"use client";

import { useEffect, useEffectEvent } from "react";

/** Calls `act` on a key press, except while typing or with a modifier key. Null disables the shortcut. */
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
    announceShortcut(key, true);
    return () => {
      document.removeEventListener("keydown", listen);
      announceShortcut(key, false);
    };
  }, [key]);
}

/** Lists active shortcuts on <html>, so that browser tests can wait for them. */
function announceShortcut(key: string, listens: boolean): void {
  const { dataset } = document.documentElement;
  const keys = (dataset.shortcuts ?? "").split(" ").filter(Boolean);
  // Two components can listen to the same key: remove only one entry.
  if (listens) keys.push(key);
  else keys.splice(keys.indexOf(key), 1);
  dataset.shortcuts = keys.join(" ");
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches("input, select, textarea, [contenteditable], [role=menu] *")
  );
}
