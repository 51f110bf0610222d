import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import type { Actor } from "@/lib/auth/actor";
import { may } from "@/lib/auth/permissions";
import { isUnavailable } from "@/lib/db/errors";
import { logger } from "@/lib/logger";
import { type LivePosition, pollNewCalls } from "@/lib/logs/live/poll";
import type { LogFilter } from "@/lib/logs/schema";
import type { OpenStream } from "@/lib/streams/open-streams";
import { second } from "@/lib/time";

const pollInterval = second;
/** After an outage of the database, calls that were made during the outage are stored for so long. */
const catchUpTime = 10 * second;
/** Proxies close a connection that is silent for longer. */
const heartbeatInterval = 10 * second;

type LiveRequest = {
  stream: OpenStream;
  /** Re-checks session and membership before each poll. */
  findActor: () => Promise<Actor | null>;
  filter: LogFilter;
  /** Where a client that reconnects continues. */
  lastPosition: LivePosition | null;
};

/**
 * New calls as server-sent events, from one poll a second: "calls" with new rows, "reload" if the client must reload the
 * list, "gone" as the last event once access ends. The id of an event is the position to reconnect at. During an outage
 * of the database the stream sends heartbeats only, and continues where it was.
 */
export function streamNewCalls({
  stream,
  findActor,
  filter,
  lastPosition,
}: LiveRequest): ReadableStream<Uint8Array> {
  const { ended, end } = stream;
  const utf8 = new TextEncoder();
  let position = lastPosition;
  let nextPollAt = 0;
  let lastSentAt = 0;
  let outage: { since: number; caughtUpAt: number } | undefined;
  let isCancelled = false;

  /** The next event or heartbeat; null at the end. */
  async function waitForText(): Promise<string | null> {
    while (!ended.aborted) {
      await pause(Math.max(0, nextPollAt - Date.now()), undefined, { signal: ended });
      nextPollAt = Date.now() + pollInterval;
      const event = await poll();
      if (event) return event;
      if (Date.now() - lastSentAt >= heartbeatInterval) return formatEvent("heartbeat", position, null);
    }
    return null;
  }

  async function poll(): Promise<string> {
    try {
      const actor = await findActor();
      if (!actor || !may(actor.role, "viewApplications")) {
        end();
        return formatEvent("gone", null, []);
      }
      const result = await pollNewCalls(actor, filter, position);
      if (outage && Date.now() > outage.caughtUpAt) outage = undefined;
      position = outage ? { ...result.position, polledAt: outage.since } : result.position;
      if (result.rows === null) return formatEvent("reload", position, []);
      return result.rows.length > 0 ? formatEvent("calls", position, result.rows) : "";
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      const since = outage?.since ?? position?.polledAt ?? Date.now();
      outage = { since, caughtUpAt: Date.now() + catchUpTime };
      return "";
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const text = await waitForText().catch((error: unknown) => {
          if (!ended.aborted) logger.error({ err: error }, "A live log stopped.");
          end();
          return null;
        });
        lastSentAt = Date.now();
        if (isCancelled) return;
        if (text !== null) controller.enqueue(utf8.encode(text));
        if (ended.aborted) controller.close();
      },
      cancel() {
        isCancelled = true;
        end();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The position in a Last-Event-ID header; null without a valid one. */
export function parseLastEventId(header: string | null): LivePosition | null {
  return /^\d{13}$/.test(header ?? "") ? { polledAt: Number(header), seenIds: new Set() } : null;
}

function formatEvent(name: string, position: LivePosition | null, data: unknown): string {
  const id = position ? `id: ${position.polledAt}\n` : "";
  return `${id}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
