import { useEffect, useEffectEvent } from "react";

const mark = "leaveGuard";

/**
 * Keeps the page from being left by accident: Back, to wherever it leads, calls `onBack` instead, and closing or
 * reloading asks first while `unsaved`. Back takes away an entry that is put on the history for it.
 */
export function useLeaveGuard(unsaved: boolean, onBack: () => void): void {
  const answerBack = useEffectEvent(onBack);
  useEffect(() => {
    if (!window.history.state?.[mark]) {
      window.history.pushState({ ...window.history.state, [mark]: true }, "");
    }
    const { state } = window.history;
    const { href } = window.location;
    const stay = (event: PopStateEvent) => {
      // Before the router hears of it.
      event.stopImmediatePropagation();
      window.history.pushState(state, "", href);
      answerBack();
    };
    window.addEventListener("popstate", stay, { capture: true });
    return () => window.removeEventListener("popstate", stay, { capture: true });
  }, []);

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
