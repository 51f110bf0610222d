import { useEffect, useEffectEvent } from "react";

const stateKey = "leaveGuard";

/** The open guarded dialogs, outermost first. Back goes to the innermost. */
const guards: (() => void)[] = [];
let isListening = false;
/** Navigation API key of the guard's history entry. The router overwrites an entry's state, never its key. */
let entryKey: string | undefined;
let guardedUrl = "";
let release: Promise<void> | null = null;
let onEntryRemoved: (() => void) | null = null;

/**
 * Prevents leaving the page by accident while `isActive`: Back calls `onBack` instead, and closing or reloading asks
 * first while `unsaved`. An extra history entry keeps Back within the page. In browsers that cannot cancel Back, Back
 * removes only that entry.
 */
export function useLeaveGuard(unsaved: boolean, onBack: () => void, isActive = true): void {
  const answerBack = useEffectEvent(onBack);
  useEffect(() => {
    if (!isActive) return;
    const guard = () => answerBack();
    guards.push(guard);
    listen();
    void putEntryOnce();
    return () => {
      guards.splice(guards.indexOf(guard), 1);
      // A dialog opened in the same commit takes over the entry.
      queueMicrotask(() => void releaseLeaveGuard());
    };
  }, [isActive]);

  useUnloadGuard(unsaved);
}

/** Asks before closing or reloading the page while `unsaved`. */
export function useUnloadGuard(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsaved]);
}

/** Removes the history entry unless a dialog still needs it. Await it before using the router. */
export async function releaseLeaveGuard(): Promise<void> {
  if (guards.length > 0 || !isOnEntry()) return;
  release ??= removeEntry();
  await release;
}

/** Removes all guards. For a dialog that is about to open another page. */
export async function dropLeaveGuards(): Promise<void> {
  guards.length = 0;
  await releaseLeaveGuard();
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  const navigation: Navigation | undefined = window.navigation;
  navigation?.addEventListener("navigate", holdBack);
  // Capture runs before the router's own listener.
  window.addEventListener("popstate", putBack, { capture: true });
}

function holdBack(event: NavigateEvent): void {
  const guard = guards.at(-1);
  if (release || !guard || event.navigationType !== "traverse" || !event.cancelable) return;
  event.preventDefault();
  guard();
}

function putBack(event: PopStateEvent): void {
  if (onEntryRemoved) {
    // Hidden from the router: both entries show the same page.
    event.stopImmediatePropagation();
    onEntryRemoved();
    return;
  }
  const guard = guards.at(-1);
  if (!guard || window.location.href !== guardedUrl) return;
  putEntry();
  guard();
}

async function putEntryOnce(): Promise<void> {
  await release;
  if (guards.length > 0 && !isOnEntry()) putEntry();
}

function putEntry(): void {
  window.history.pushState({ ...Object(window.history.state), [stateKey]: true }, "");
  entryKey = window.navigation?.currentEntry?.key;
  guardedUrl = window.location.href;
}

function isOnEntry(): boolean {
  if (window.history.state?.[stateKey]) return true;
  return entryKey !== undefined && window.navigation?.currentEntry?.key === entryKey;
}

async function removeEntry(): Promise<void> {
  // The entry below still has the state from before the dialog.
  const { [stateKey]: _, ...state } = Object(window.history.state);
  await new Promise<void>((resolve) => {
    onEntryRemoved = resolve;
    window.history.back();
  });
  window.history.replaceState(state, "");
  onEntryRemoved = null;
  entryKey = undefined;
  release = null;
}
