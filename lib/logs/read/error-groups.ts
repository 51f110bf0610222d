import "server-only";
import type { z } from "zod";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getIdTime } from "@/lib/ids";
import { getRetentionStart } from "@/lib/logs/read/queries";
import { resolveTimeRange } from "@/lib/logs/read/time-range";
import { type ErrorGroup, LogFilter } from "@/lib/logs/schema";
import { logStore } from "@/lib/logs/store/postgres-store";

/** The errors of a filter by error code, status and endpoint, the most frequent first. */
export async function listErrorGroups(
  workspaceId: WorkspaceId,
  input: z.input<typeof LogFilter>,
): Promise<ErrorGroup[]> {
  const filter = LogFilter.parse(input);
  const range = resolveTimeRange(filter, await getRetentionStart(workspaceId), new Date());
  const groups = await logStore.listErrorGroups(workspaceId, filter, range);
  return groups.map((group) => ({ ...group, lastAt: getIdTime(group.lastId) }));
}
