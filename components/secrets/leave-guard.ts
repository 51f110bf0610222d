import { useEffect, useEffectEvent } from "react";

const mark = "leaveGuard";

/**
 * Keeps the page from being left by accident: Back calls `onBack` in its place, and closing or reloading asks first
 * while `unsaved`. Where a browser lets no page hold Back, it takes away an entry that is put on the history for it.
 */
export function useLeaveGuard(unsaved: boolean, onBack: () => void): void {
  const answerBack = useEffectEvent(onBack);
  useEffect(() => {
    if (!window.history.state?.[mark]) putEntry(window.history.state);
    const { href } = window.location;
    const hold = (event: NavigateEvent) => {
      if (event.navigationType !== "traverse" || !event.cancelable) return;
      event.preventDefault();
      answerBack();
    };
    const putBack = () => {
      if (window.location.href !== href) return;
      putEntry(window.history.state);
      answerBack();
    };
    const navigation: Navigation | undefined = window.navigation;
    navigation?.addEventListener("navigate", hold);
    window.addEventListener("popstate", putBack);
    return () => {
      navigation?.removeEventListener("navigate", hold);
      window.removeEventListener("popstate", putBack);
    };
  }, []);

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

/** Takes the guard's entry off the history again. The router may be used once this is done. */
export async function releaseLeaveGuard(): Promise<void> {
  if (!window.history.state?.[mark]) return;
  await new Promise((resolve) => {
    window.addEventListener("popstate", resolve, { once: true });
    window.history.back();
  });
}

function putEntry(state: unknown): void {
  window.history.pushState({ ...Object(state), [mark]: true }, "");
}
