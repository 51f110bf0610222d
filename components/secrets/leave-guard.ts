import { useEffect, useEffectEvent } from "react";

const mark = "leaveGuard";

/** The guarded dialogs that are open, outermost first: Back speaks to the innermost. */
const guards: (() => void)[] = [];
let isListening = false;
/** The Navigation API's key of the guard's history entry. The router overwrites an entry's state, never its key. */
let entryKey: string | undefined;
let guardedUrl = "";
let release: Promise<void> | null = null;
let onEntryTaken: (() => void) | null = null;

/**
 * Keeps the page from being left by accident while `isActive`: Back calls `onBack` instead, and closing or reloading
 * asks first while `unsaved`. An entry on the history makes every Back one within the page. Where a browser lets no
 * page hold Back, the entry is the one that Back takes away.
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
      // A dialog that follows in the same commit takes the entry over.
      queueMicrotask(() => void releaseLeaveGuard());
    };
  }, [isActive]);

  useUnloadGuard(unsaved);
}

/** Closing or reloading the page asks first while this holds. */
export function useUnloadGuard(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsaved]);
}

/** Takes the entry off the history unless a dialog still needs it. The router may be used once this is done. */
export async function releaseLeaveGuard(): Promise<void> {
  if (guards.length > 0 || !isOnEntry()) return;
  release ??= takeEntry();
  await release;
}

/** The same for a dialog that is about to lead to another page. */
export async function dropLeaveGuards(): Promise<void> {
  guards.length = 0;
  await releaseLeaveGuard();
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  const navigation: Navigation | undefined = window.navigation;
  navigation?.addEventListener("navigate", holdBack);
  // Before the router's own listener.
  window.addEventListener("popstate", putBack, { capture: true });
}

function holdBack(event: NavigateEvent): void {
  const guard = guards.at(-1);
  if (release || !guard || event.navigationType !== "traverse" || !event.cancelable) return;
  event.preventDefault();
  guard();
}

function putBack(event: PopStateEvent): void {
  if (onEntryTaken) {
    // The router stays where it is: both entries show the same page.
    event.stopImmediatePropagation();
    onEntryTaken();
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
  window.history.pushState({ ...Object(window.history.state), [mark]: true }, "");
  entryKey = window.navigation?.currentEntry?.key;
  guardedUrl = window.location.href;
}

function isOnEntry(): boolean {
  if (window.history.state?.[mark]) return true;
  return entryKey !== undefined && window.navigation?.currentEntry?.key === entryKey;
}

async function takeEntry(): Promise<void> {
  // What the page shows now: the entry below has the state of before the dialog.
  const { [mark]: _, ...state } = Object(window.history.state);
  await new Promise<void>((resolve) => {
    onEntryTaken = resolve;
    window.history.back();
  });
  window.history.replaceState(state, "");
  onEntryTaken = null;
  entryKey = undefined;
  release = null;
}
