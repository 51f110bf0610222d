import { z } from "zod";
import { createDataResponse, sessionRoute } from "@/lib/api/session-route";
import { findFirstCall } from "@/lib/logs/read/first-call";

/** A key's first call. The key's dialog polls it. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewApplications",
  query: z.strictObject({ workspace: z.string(), key: z.ulid() }),
  lists: [],
  handler: async ({ actor, query }) => createDataResponse(await findFirstCall(actor.workspaceId, query.key)),
});
