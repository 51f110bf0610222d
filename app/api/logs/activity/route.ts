import { z } from "zod";
import { createDataResponse, sessionRoute } from "@/lib/api/session-route";
import { listApplicationsById } from "@/lib/applications/queries";
import { type ApplicationActivity, applicationsPerPage } from "@/lib/applications/rows";
import { countCallsOfMinute } from "@/lib/logs/rollup/limit-use";
import { countObservedCalls } from "@/lib/logs/rollup/observed-calls";
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
    const observing = rows.filter(({ observed }) => observed.length > 0);
    const observedCalls = Object.fromEntries(
      await Promise.all(
        observing.map(
          async ({ id, observed }) => [id, await countObservedCalls(workspaceId, id, observed)] as const,
        ),
      ),
    );
    return createDataResponse({
      rows,
      recent,
      usage,
      callsOfMinute,
      observedCalls,
    } satisfies ApplicationActivity);
  },
});
