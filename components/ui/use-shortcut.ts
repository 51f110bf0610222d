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
    announceShortcut(key, true);
    return () => {
      document.removeEventListener("keydown", listen);
      announceShortcut(key, false);
    };
  }, [key]);
}

/** The page lists the shortcuts that it listens to, so that a script that drives it need not press a key twice. */
function announceShortcut(key: string, listens: boolean): void {
  const { dataset } = document.documentElement;
  const keys = (dataset.shortcuts ?? "").split(" ").filter(Boolean);
  // A list and a panel beside it can listen to one key: only one of the two entries goes.
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
