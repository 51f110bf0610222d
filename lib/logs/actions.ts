"use server";

import { action } from "@/lib/action";
import { viewLog, viewLogs } from "@/lib/logs/read/view";
import { LogDetailQuery, LogQuery } from "@/lib/logs/schema";

/** Who goes back in time goes on: ten thousand calls are fifty steps away. */
const logsPerStep = 200;

/** The next page of an endless list. */
export const listLogs = action({
  may: "viewApplications",
  input: LogQuery,
  refresh: false,
  handler: ({ actor, input }) => viewLogs(actor, input, logsPerStep),
});

export const getLog = action({
  may: "viewApplications",
  input: LogDetailQuery,
  refresh: false,
  handler: ({ actor, input: { id, reveal } }) => viewLog(actor, id, { reveal }),
});
