import { second } from "@/lib/time";
import { type LiveEvent, LiveRefused, readLive } from "./live-reader";

const [firstPause, longestPause] = [second, 15 * second];

type Connection = {
  signal: AbortSignal;
  /** Where a connection before this one came to; null at the beginning. */
  lastId: string | null;
  onChange: (isOpen: boolean) => void;
  /** An event is done with once this has resolved: only then does the next connection go on behind it. */
  onEvent: (event: LiveEvent) => Promise<void>;
  onRefused: (message: string) => void;
};

/** Keeps the stream open until the signal says otherwise: after each break it goes on where it was. */
export async function keepLive(address: string, connection: Connection): Promise<void> {
  const { signal, onChange, onEvent, onRefused } = connection;
  let { lastId } = connection;
  let pause = firstPause;
  while (!signal.aborted) {
    try {
      await readLive(address, lastId, {
        signal: untilOffline(signal),
        onOpen: () => onChange(true),
        onEvent: async (event) => {
          await onEvent(event);
          lastId = event.id ?? lastId;
          pause = firstPause;
        },
      });
    } catch (error) {
      if (error instanceof LiveRefused) return onRefused(error.message);
    }
    if (signal.aborted) return;
    onChange(false);
    await waitFor(pause, signal);
    pause = Math.min(pause * 2, longestPause);
  }
}

/** A network that goes away does not always say so to the connections that are open. */
function untilOffline(signal: AbortSignal): AbortSignal {
  const offline = new AbortController();
  window.addEventListener("offline", () => offline.abort(), { once: true, signal });
  return AbortSignal.any([signal, offline.signal]);
}

/** A while; less, when the network comes back. */
function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const go = () => {
      over.abort();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    window.addEventListener("online", go, { signal: over.signal });
    signal.addEventListener("abort", go, { signal: over.signal });
  });
}
