import { useSyncExternalStore } from "react";

const storageKey = "signs-in-with-code";

/** True if a person signed in with a code in this browser. The form then shows the code field before the first attempt. */
export function useCodeHint(): boolean {
  return useSyncExternalStore(subscribeToNothing, readHint, () => false);
}

export function rememberCodes(): void {
  try {
    localStorage.setItem(storageKey, "1");
  } catch {
    // Storage is blocked: the form asks after the first attempt.
  }
}

const subscribeToNothing = () => () => undefined;

function readHint(): boolean {
  try {
    return localStorage.getItem(storageKey) !== null;
  } catch {
    return false;
  }
}
