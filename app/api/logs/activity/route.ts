import { z } from "zod";
import { createDataResponse, sessionRoute } from "@/lib/api/session-route";
import { listApplicationsById } from "@/lib/applications/queries";
import { type ApplicationActivity, applicationsPerPage } from "@/lib/applications/schema";
import { countCallsOfMinute } from "@/lib/logs/rollup/limit-use";
import { countRecentActivity } from "@/lib/logs/rollup/recent-activity";
import { countRejections } from "@/lib/logs/rollup/rejections";
import { waitForLogs } from "@/lib/logs/write/buffer";

/** The current state and the recent calls of the applications on a page. The page polls it. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewApplications",
  query: z.strictObject({
    workspace: z.string(),
    application: z.array(z.ulid()).min(1).max(applicationsPerPage),
  }),
  lists: ["application"],
  handler: async ({ actor: { workspaceId }, query: { application } }) => {
    await waitForLogs();
    const [rows, recent, usage, callsOfMinute] = await Promise.all([
      listApplicationsById(workspaceId, application),
      countRecentActivity(workspaceId, application),
      countRejections(workspaceId, application),
      countCallsOfMinute(workspaceId, application),
    ]);
    return createDataResponse({ rows, recent, usage, callsOfMinute } satisfies ApplicationActivity);
  },
});
