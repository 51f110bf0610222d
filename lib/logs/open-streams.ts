import "server-only";
import { AppError } from "@/lib/errors";
import { singleton } from "@/lib/singleton";

/** A browser shows few screens at a time, and keeps six connections to a server at most. */
const mostOfPerson = 5;

type OpenStream = { personId: string; end: () => void };

const registry = singleton("open log streams", () => ({ streams: new Set<OpenStream>(), ended: false }));

/** Whether one more may be opened. */
export function checkRoomForStream(personId: string): void {
  const own = [...registry.streams].filter((stream) => stream.personId === personId);
  if (own.length < mostOfPerson) return;
  throw new AppError(
    "rate_limited",
    `The log is live in ${mostOfPerson} places already. Turn it off in one of them.`,
    { headers: { "retry-after": "10" } },
  );
}

/** Keeps a stream among those that are open, until it is closed by the function that is returned. */
export function keepStream(personId: string, end: () => void): () => void {
  const stream = { personId, end };
  registry.streams.add(stream);
  if (registry.ended) end();
  return () => registry.streams.delete(stream);
}

/** Ends every stream, and any that comes yet: the process is about to end, and their clients go on elsewhere. */
export function endStreams(): void {
  registry.ended = true;
  for (const { end } of registry.streams) end();
}
