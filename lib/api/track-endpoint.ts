import { type Endpoint, endpoint } from "@/lib/api/endpoint";
import { WriteResult } from "@/lib/api/envelope";
import { trackEvent } from "@/lib/events/mutations";
import { SentEvent } from "@/lib/events/schema";

const message = "The event was tracked.";

/** Tracking an event, at the path that it has, and at the one that it had. */
export function trackEndpoint(path: "/track" | "/events", deprecated?: string): Endpoint {
  return endpoint({
    method: "POST",
    path,
    group: "Events",
    summary: "Track an event",
    description:
      "Something that happened to a user, to an account, or to a user in an account. Whoever is not known yet is created.",
    deprecated,
    permission: "TrackData",
    body: SentEvent,
    output: WriteResult(message),
    status: 201,
    envelope: "message",
    handler: async ({ workspaceId, body: { recordedAt, ...event } }) => {
      await trackEvent(workspaceId, { triggeredAt: recordedAt, ...event });
      return { message };
    },
  });
}
