import { z } from "zod";
import { sessionRoute } from "@/lib/api/session-route";
import { createExportResponse } from "@/lib/logs/export/export-file";
import { viewLogs } from "@/lib/logs/read/view";
import { exportFormats, facetNames, LogQuery } from "@/lib/logs/schema";

/** For somebody who is signed in: a page of the log, or all that a filter leaves of it as a file, with its values. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewLogValues",
  query: z.strictObject({
    workspace: z.string(),
    ...LogQuery.shape,
    format: z.enum(["json", ...exportFormats]).default("json"),
  }),
  lists: facetNames,
  handler: async ({ query: { format, before, workspace, ...filter }, ...asked }) =>
    format === "json"
      ? viewLogs(asked.actor, { ...filter, before })
      : createExportResponse({ ...asked, name: workspace, filter, format }),
});
