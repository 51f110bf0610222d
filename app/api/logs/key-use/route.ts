import { z } from "zod";
import { createDataResponse, sessionRoute } from "@/lib/api/session-route";
import { getKeyUse } from "@/lib/logs/read/key-use";

/** The recent calls with a key. The screens poll it while a replaced key still works. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewApplications",
  query: z.strictObject({ workspace: z.string(), key: z.ulid() }),
  lists: [],
  handler: async ({ actor, query }) => createDataResponse(await getKeyUse(actor.workspaceId, query.key)),
});
