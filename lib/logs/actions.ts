"use server";

import { action } from "@/lib/action";
import { viewLog, viewLogs } from "@/lib/logs/read/view";
import { LogDetailQuery, LogQuery } from "@/lib/logs/schema";

/** Larger than the first page: 10,000 calls are 50 requests away. */
const logsPerNextPage = 200;

export const listLogs = action({
  may: "viewApplications",
  input: LogQuery,
  refresh: false,
  handler: ({ actor, input }) => viewLogs(actor, input, logsPerNextPage),
});

export const getLog = action({
  may: "viewApplications",
  input: LogDetailQuery,
  needsProof: ({ reveal }) => reveal,
  refresh: false,
  handler: ({ actor, input: { id, reveal } }) => viewLog(actor, id, { reveal }),
});
