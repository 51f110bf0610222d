import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { LogRow } from "@/lib/logs/schema";
import { second, sleep } from "@/lib/time";

/** The server sends a heartbeat every 10 seconds. */
const maxSilence = 25 * second;
const [minPause, maxPause] = [second, 15 * second];

interface LiveStream {
  signal: AbortSignal;
  /** Resumes after this event. Null starts with the next call. */
  lastEventId: string | null;
  onChange: (isOpen: boolean) => void;
  /** The event id counts as received once this has resolved. */
  onEvent: (event: EventSourceMessage) => Promise<void>;
  onRejected: (message: string) => void;
}

/** Keeps the stream open until the signal aborts. After a lost connection it resumes after the last event. */
export async function connectLive(url: string, stream: LiveStream): Promise<void> {
  const { signal, onChange, onEvent, onRejected } = stream;
  let { lastEventId } = stream;
  let pause = minPause;
  while (!signal.aborted) {
    try {
      await readLive(url, lastEventId, {
        signal: abortWhenOffline(signal),
        onOpen: () => onChange(true),
        onEvent: async (event) => {
          await onEvent(event);
          lastEventId = event.id ?? lastEventId;
          pause = minPause;
        },
      });
    } catch (error) {
      if (error instanceof LiveRejectedError) return onRejected(error.message);
    }
    if (signal.aborted) return;
    onChange(false);
    await waitForRetry(pause, signal);
    pause = Math.min(pause * 2, maxPause);
  }
}

/** The server answered with 4xx: retrying does not help. */
class LiveRejectedError extends Error {}

interface LiveReader {
  signal: AbortSignal;
  onOpen: () => void;
  onEvent: (event: EventSourceMessage) => Promise<void>;
}

/** Reads the stream until it ends or is silent for too long. */
async function readLive(url: string, lastEventId: string | null, reader: LiveReader): Promise<void> {
  const connection = new AbortController();
  const disconnect = () => connection.abort();
  let silenceTimer = setTimeout(disconnect, maxSilence);
  reader.signal.addEventListener("abort", disconnect);
  try {
    const headers: HeadersInit = lastEventId === null ? {} : { "last-event-id": lastEventId };
    const response = await fetch(url, { headers, signal: connection.signal, cache: "no-store" });
    if (response.status >= 400 && response.status < 500)
      throw new LiveRejectedError(await readMessage(response));
    if (!response.ok || !response.body) throw new Error("The server did not answer.");
    reader.onOpen();
    const events: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (event) => events.push(event) });
    const chunks = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await chunks.read(); !chunk.done; chunk = await chunks.read()) {
      clearTimeout(silenceTimer);
      silenceTimer = setTimeout(disconnect, maxSilence);
      parser.feed(chunk.value);
      for (const event of events.splice(0)) await reader.onEvent(event);
    }
  } finally {
    clearTimeout(silenceTimer);
    reader.signal.removeEventListener("abort", disconnect);
    disconnect();
  }
}

async function readMessage(response: Response): Promise<string> {
  const { message }: { message?: string } = await response.json().catch(() => ({}));
  return message ?? "The server rejected the request.";
}

/** Open connections do not always notice that the network is lost. */
function abortWhenOffline(signal: AbortSignal): AbortSignal {
  const offline = new AbortController();
  window.addEventListener("offline", () => offline.abort(), { once: true, signal });
  return AbortSignal.any([signal, offline.signal]);
}

/** Returns early when the network is back. */
async function waitForRetry(pause: number, signal: AbortSignal): Promise<void> {
  const online = new AbortController();
  window.addEventListener("online", () => online.abort(), { signal: online.signal });
  await sleep(pause, AbortSignal.any([signal, online.signal]));
  online.abort();
}

export function parseLogRows(data: string): LogRow[] {
  const rows: (Omit<LogRow, "time"> & { time: string })[] = JSON.parse(data);
  return rows.map((row) => ({ ...row, time: new Date(row.time) }));
}
