import { z } from "zod";
import { sessionRoute } from "@/lib/api/session-route";
import { streamPreview } from "@/lib/computations/preview/queries";
import { ComputationForm } from "@/lib/computations/schema/computation";
import { streamRows } from "@/lib/streams/encode-stream";
import { openStream } from "@/lib/streams/open-streams";

/** Streams what saving a draft would change to its editor: estimates, and at last exact counts. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewComputations",
  query: z.strictObject({ workspace: z.string() }),
  body: ComputationForm,
  lists: [],
  handler: ({ request, actor, body }) => {
    const stream = openStream("preview", actor, request);
    return streamRows(streamPreview(actor.workspaceId, body, stream.ended), stream);
  },
});
