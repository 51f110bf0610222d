import "server-only";
import { logPartitions } from "@/lib/logs/retention/partitions";
import type { LogStore } from "@/lib/logs/store/log-store";
import { applicationCalls } from "@/lib/logs/store/postgres/application-calls";
import { findCallIds, readCalls } from "@/lib/logs/store/postgres/calls";
import { deleteExpired, deleteWorkspaceLog } from "@/lib/logs/store/postgres/expiry";
import { filterCounts } from "@/lib/logs/store/postgres/filter-counts";
import { keyCalls } from "@/lib/logs/store/postgres/key-calls";
import { permissionCalls } from "@/lib/logs/store/postgres/permission-calls";
import { countCalls } from "@/lib/logs/store/postgres/select-rollups";
import { wholeCalls } from "@/lib/logs/store/postgres/whole-calls";
import { storeCalls } from "@/lib/logs/write/store";

/** The log in PostgreSQL: in the main database, or in the one of LOG_DATABASE_URL. Both have the same tables and statements. */
export const logStore: LogStore = {
  storeCalls,
  findCallIds,
  readCalls,
  ...wholeCalls,
  countCalls,
  ...filterCounts,
  ...applicationCalls,
  ...keyCalls,
  ...permissionCalls,
  prepareDays: () => logPartitions.createAhead(),
  deleteExpired,
  deleteWorkspace: deleteWorkspaceLog,
};
