import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { singleton } from "@/lib/singleton";

/** Limits of one process. */
const limits = {
  live: [
    // Browsers open six connections to a server at most.
    { per: "personId", max: 5, message: "The log is live in 5 places already. Turn it off in one of them." },
  ],
  export: [
    { per: "personId", max: 2, message: "You have 2 exports running already. Let one of them end first." },
    { per: "workspaceId", max: 4, message: "This workspace has 4 exports running already. Try again later." },
  ],
  // A preview evaluates all contacts of a workspace.
  preview: [
    { per: "personId", max: 4, message: "You have 4 previews running already. Close one of them." },
    {
      per: "workspaceId",
      max: 8,
      message: "This workspace has 8 previews running already. Try again later.",
    },
  ],
  // A search evaluates up to 50,000 contacts.
  search: [
    { per: "personId", max: 4, message: "You have 4 searches running already. Close one of them." },
    {
      per: "workspaceId",
      max: 8,
      message: "This workspace has 8 searches running already. Try again later.",
    },
  ],
} as const;

type StreamType = keyof typeof limits;
type Entry = Pick<Actor, "personId" | "workspaceId"> & { type: StreamType; end: () => void };

const registry = singleton("open streams", () => ({ streams: new Set<Entry>(), isShuttingDown: false }));

/** An open stream counts towards the limits until `end`. */
export type OpenStream = { ended: AbortSignal; end: () => void };

/** Opens a stream within the limits. The caller ends it; it also ends if the client disconnects. */
export function openStream(type: StreamType, actor: Actor, { signal }: Request): OpenStream {
  for (const { per, max, message } of limits[type]) {
    const open = [...registry.streams].filter((entry) => entry.type === type && entry[per] === actor[per]);
    if (open.length >= max) throw new AppError("rate_limited", message, { headers: { "retry-after": "10" } });
  }
  const controller = new AbortController();
  const { personId, workspaceId } = actor;
  const entry: Entry = { type, personId, workspaceId, end };
  function end() {
    registry.streams.delete(entry);
    controller.abort();
  }
  registry.streams.add(entry);
  signal.addEventListener("abort", end);
  if (signal.aborted || (type === "live" && registry.isShuttingDown)) end();
  return { ended: controller.signal, end };
}

/** Ends all live streams, and later ones at once, for the shutdown: their clients reconnect to another process. */
export function endLiveStreams(): void {
  registry.isShuttingDown = true;
  for (const { type, end } of registry.streams) if (type === "live") end();
}
