"use server";

import { action } from "@/lib/action";
import * as queries from "@/lib/logs/queries";
import { LogQuery, LogToShow } from "@/lib/logs/schema";

/** The next page of an endless list. */
export const listLogs = action({
  may: "viewApplications",
  input: LogQuery,
  refresh: false,
  handler: ({ actor, input }) => queries.listLogs(actor.workspaceId, input),
});

export const getLog = action({
  may: "viewApplications",
  input: LogToShow,
  refresh: false,
  handler: ({ actor, input }) => queries.getLog(actor.workspaceId, input.id),
});
