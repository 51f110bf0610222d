import { z } from "zod";
import { sessionRoute } from "@/lib/api/session-route";
import { createExportResponse } from "@/lib/logs/export/export-file";
import { viewLogs } from "@/lib/logs/read/view";
import { exportFormats, facetNames, LogQuery } from "@/lib/logs/schema";

/** Returns a page of the log to a signed-in person, or exports all calls of a filter as a file, with their values. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewLogValues",
  query: z.strictObject({
    workspace: z.string(),
    ...LogQuery.shape,
    format: z.enum(["json", ...exportFormats]).default("json"),
  }),
  reveals: ({ format }) => format !== "json",
  lists: facetNames,
  handler: async ({ query: { format, before, workspace, ...filter }, ...call }) =>
    format === "json"
      ? viewLogs(call.actor, { ...filter, before })
      : createExportResponse({ ...call, name: workspace, filter, format }),
});
