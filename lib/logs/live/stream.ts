import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import type { Actor } from "@/lib/auth/actor";
import { may } from "@/lib/auth/permissions";
import { isDataError, isUnavailable } from "@/lib/db/errors";
import { logger } from "@/lib/logger";
import { formatLiveCursor, type LiveCursor } from "@/lib/logs/live/cursor";
import { type LivePoll, pollNewCalls } from "@/lib/logs/live/poll";
import type { OpenStream } from "@/lib/logs/open-streams";
import type { LogFilter } from "@/lib/logs/schema";
import { second } from "@/lib/time";

const lookEvery = second;
/** For so long after the database is back calls may come that were made while it was away, in place of just now. */
const catchUp = 10 * second;
/** Proxies close what is silent for longer. */
const beatEvery = 10 * second;

type LiveRequest = {
  stream: OpenStream;
  /** Asked again with every look: nobody sees what they may not see any more. */
  findActor: () => Promise<Actor | null>;
  filter: LogFilter;
  /** Where somebody who was here before goes on. */
  last: LiveCursor | null;
};

/**
 * New calls as server-sent events, from one look at the database a second. "calls" brings those that are new; "reload"
 * says that the list is to be read anew, and goes on from there; "gone" is the last of all. Each has the cursor as its
 * id. While the database is away nothing is sent but the sign of life, and nothing is lost.
 */
export function streamNewCalls({ stream, findActor, filter, last }: LiveRequest): ReadableStream<Uint8Array> {
  const { ended, end } = stream;
  const utf8 = new TextEncoder();
  let cursor = last;
  let nextLook = 0;
  let lastSent = 0;
  let away: { since: number; until: number } | undefined;
  let left = false;

  /** What there is to send, once there is something. */
  async function waitForText(): Promise<string | null> {
    while (!ended.aborted) {
      await pause(Math.max(0, nextLook - Date.now()), undefined, { signal: ended });
      nextLook = Date.now() + lookEvery;
      const text = await look();
      if (text || Date.now() - lastSent >= beatEvery) return text || beat(cursor);
    }
    return null;
  }

  async function look(): Promise<string> {
    try {
      const current = await findActor();
      if (!current || !may(current.role, "viewApplications")) {
        end();
        return writeEvent("gone", null, []);
      }
      const found = await pollNewCalls(current, filter, cursor);
      if (away && Date.now() > away.until) away = undefined;
      cursor = away ? { ...found.cursor, takenAt: away.since } : found.cursor;
      return describeLook({ ...found, cursor });
    } catch (error) {
      if (isUnavailable(error)) {
        away = { since: away?.since ?? cursor?.takenAt ?? Date.now(), until: Date.now() + catchUp };
        return "";
      }
      // A cursor of another database, or one that somebody made up: the list is read anew.
      if (!isDataError(error) || !cursor) throw error;
      cursor = null;
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
        lastSent = Date.now();
        if (left) return;
        if (text !== null) controller.enqueue(utf8.encode(text));
        if (ended.aborted) controller.close();
      },
      cancel() {
        left = true;
        end();
      },
    },
    { highWaterMark: 0 },
  );
}

function describeLook({ cursor, rows }: LivePoll): string {
  if (rows === null) return writeEvent("reload", cursor, []);
  return rows.length > 0 ? writeEvent("calls", cursor, rows) : "";
}

/** Keeps the connection open and moves the client's cursor. Parsers drop events without data. */
function beat(cursor: LiveCursor | null): string {
  return writeEvent("heartbeat", cursor, null);
}

function writeEvent(name: string, cursor: LiveCursor | null, data: unknown): string {
  const id = cursor ? `id: ${formatLiveCursor(cursor)}\n` : "";
  return `${id}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
