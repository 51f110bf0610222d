import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { singleton } from "@/lib/singleton";

/** How many may be open at a time, and what is said to whoever wants one more. Each process allows the whole number. */
const limits = {
  live: [
    // A browser shows few screens at a time, and keeps six connections to a server at most.
    { of: "personId", most: 5, refusal: "The log is live in 5 places already. Turn it off in one of them." },
  ],
  export: [
    { of: "personId", most: 2, refusal: "You have 2 exports running already. Let one of them end first." },
    { of: "workspaceId", most: 4, refusal: "This workspace has 4 exports running already. Try again later." },
  ],
} as const;

type Entry = Pick<Actor, "personId" | "workspaceId"> & { kind: keyof typeof limits; end: () => void };

const registry = singleton("open log streams", () => ({ streams: new Set<Entry>(), shuttingDown: false }));

/** A place among those that are open. `end` gives it back. */
export type OpenStream = { ended: AbortSignal; end: () => void };

/**
 * Takes a place for a stream, where there is one. Whoever takes it ends it. Where the request's own signal says that
 * its client has left it ends by itself, since then nobody may ever read the stream.
 */
export function openStream(kind: Entry["kind"], actor: Actor, { signal }: Request): OpenStream {
  for (const { of, most, refusal } of limits[kind]) {
    const open = [...registry.streams].filter((entry) => entry.kind === kind && entry[of] === actor[of]);
    if (open.length >= most)
      throw new AppError("rate_limited", refusal, { headers: { "retry-after": "10" } });
  }
  const control = new AbortController();
  const { personId, workspaceId } = actor;
  const entry: Entry = { kind, personId, workspaceId, end };
  function end() {
    registry.streams.delete(entry);
    control.abort();
  }
  registry.streams.add(entry);
  signal.addEventListener("abort", end);
  if (signal.aborted || (kind === "live" && registry.shuttingDown)) end();
  return { ended: control.signal, end };
}

/** Ends every live stream, and any that comes yet: the process is about to end, and their clients go on elsewhere. */
export function endLiveStreams(): void {
  registry.shuttingDown = true;
  for (const { kind, end } of registry.streams) if (kind === "live") end();
}
