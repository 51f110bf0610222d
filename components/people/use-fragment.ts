import { useSyncExternalStore } from "react";

/** The fragment of the URL, which only the browser knows. Null on the server. */
export function useFragment(): string | null {
  return useSyncExternalStore(subscribeToFragment, readFragment, () => null);
}

function subscribeToFragment(notify: () => void): () => void {
  window.addEventListener("hashchange", notify);
  return () => window.removeEventListener("hashchange", notify);
}

function readFragment(): string {
  return window.location.hash.slice(1);
}
