import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { WriteResult } from "@/lib/api/write-result";
import { trackEvent } from "@/lib/events/mutations";
import { SentEvent } from "@/lib/events/schema";
import { toGroupedEvent } from "@/lib/events/shared/mutations";

const message = "The event was tracked.";

export const POST = endpoint({
  method: "POST",
  path: "/track",
  aliases: [{ path: "/events", deprecated: "The older name of POST /track: call that instead." }],
  group: "Events",
  summary: "Track an event",
  description:
    "An event of a user, of an account, or of a user in an account. Creates the user and the account if they are new.",
  permission: "TrackData",
  body: SentEvent,
  output: WriteResult(message),
  status: 201,
  envelope: "message",
  handler: async ({ workspaceId, body }) => {
    await trackEvent(workspaceId, withTime(body));
    return { message };
  },
  sharedWrite: ({ workspaceId, body }) => ({
    write: toGroupedEvent(workspaceId, withTime(body)),
    result: { message },
  }),
});

function withTime({ recordedAt, ...event }: SentEvent): SentEvent {
  return { triggeredAt: recordedAt, ...event };
}

export const { GET, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(POST);
