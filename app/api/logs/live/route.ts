import { z } from "zod";
import { sessionRoute } from "@/lib/api/session-route";
import { parseLastEventId, streamNewCalls } from "@/lib/logs/live/stream";
import { facetNames, LogFilter } from "@/lib/logs/schema";
import { openStream } from "@/lib/streams/open-streams";

/** Streams new calls to a signed-in person as server-sent events, from Last-Event-ID on. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewApplications",
  query: z.strictObject({ workspace: z.string(), ...LogFilter.shape }),
  lists: facetNames,
  handler: async ({ request, actor, findActor, query: { workspace: _, ...filter } }) => {
    const stream = openStream("live", actor, request);
    const lastPosition = parseLastEventId(request.headers.get("last-event-id"));
    return new Response(streamNewCalls({ stream, findActor, filter, lastPosition }), {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        // A proxy that compresses or buffers would delay each event until the next one.
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
      },
    });
  },
});
