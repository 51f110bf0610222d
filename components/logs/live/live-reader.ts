import type { LogRow } from "@/lib/logs/schema";
import { second } from "@/lib/time";

/** What the stream of lib/logs/live/stream.ts says; a sign of life has no name. */
export type LiveEvent = { id: string | null; name: string | null; data: string };

/** The server answered, and no: trying again would not help. */
export class LiveRefused extends Error {}

/** The server gives a sign of life every 10 seconds. */
const longestSilence = 25 * second;

type Reader = {
  onOpen: () => void;
  /** The next event is read when this one is dealt with. */
  onEvent: (event: LiveEvent) => Promise<void>;
  signal: AbortSignal;
};

/** Reads the stream, on from an event's id, until it ends or falls silent. Throws when it cannot be had. */
export async function readLive(address: string, lastId: string | null, reader: Reader): Promise<void> {
  const connection = new AbortController();
  const hangUp = () => connection.abort();
  let silence = setTimeout(hangUp, longestSilence);
  reader.signal.addEventListener("abort", hangUp);
  try {
    const headers: HeadersInit = lastId === null ? {} : { "last-event-id": lastId };
    const response = await fetch(address, { headers, signal: connection.signal, cache: "no-store" });
    if (response.status >= 400 && response.status < 500) throw new LiveRefused(await readMessage(response));
    if (!response.ok || !response.body) throw new Error("The server did not answer.");
    reader.onOpen();
    let text = "";
    const parts = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await parts.read(); !part.done; part = await parts.read()) {
      clearTimeout(silence);
      silence = setTimeout(hangUp, longestSilence);
      const blocks = (text + part.value).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) await reader.onEvent(parseEvent(block));
    }
  } finally {
    clearTimeout(silence);
    reader.signal.removeEventListener("abort", hangUp);
    hangUp();
  }
}

function parseEvent(block: string): LiveEvent {
  const event: LiveEvent = { id: null, name: null, data: "" };
  for (const line of block.split("\n")) {
    const [field, value = ""] = line.split(/: ?(.*)/s);
    if (field === "id") event.id = value;
    if (field === "event") event.name = value;
    if (field === "data") event.data = value;
  }
  return event;
}

export function parseRows(data: string): LogRow[] {
  const rows: (Omit<LogRow, "time"> & { time: string })[] = JSON.parse(data);
  return rows.map((row) => ({ ...row, time: new Date(row.time) }));
}

async function readMessage(response: Response): Promise<string> {
  const { message }: { message?: string } = await response.json().catch(() => ({}));
  return message ?? "The server refused it.";
}
