import { z } from "zod";
import { sessionRoute } from "@/lib/api/session-route";
import { parseLiveCursor } from "@/lib/logs/live/cursor";
import { streamNewCalls } from "@/lib/logs/live/stream";
import { openStream } from "@/lib/logs/open-streams";
import { facetNames, LogFilter } from "@/lib/logs/schema";

/** New calls as they come, for somebody who is signed in: server-sent events, which go on from Last-Event-ID. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewApplications",
  query: z.strictObject({ workspace: z.string(), ...LogFilter.shape }),
  lists: facetNames,
  handler: async ({ request, actor, findActor, query: { workspace: _, ...filter } }) => {
    const stream = openStream("live", actor, request);
    const last = parseLiveCursor(request.headers.get("last-event-id"));
    return new Response(streamNewCalls({ stream, findActor, filter, last }), {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        // Compressed or buffered on its way, an event would wait for the next one.
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
      },
    });
  },
});
