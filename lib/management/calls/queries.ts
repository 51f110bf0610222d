import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { omitNulls } from "@/lib/db/omit-nulls";
import { listLogs } from "@/lib/logs/read/queries";
import { LogQuery } from "@/lib/logs/schema";
import { waitForLogs } from "@/lib/logs/write/buffer";
import type { LoggedCallQuery } from "@/lib/management/calls/schema";

/** Lists logged calls without headers and bodies, newest first. */
export async function listLoggedCalls(
  workspaceId: WorkspaceId,
  { applicationId, method, status, from, to, limit, cursor }: LoggedCallQuery,
) {
  // Includes calls that are still in the write buffer.
  await waitForLogs();
  const toValues = (value: string | undefined) => (value === undefined ? [] : [value]);
  const filter = LogQuery.parse({
    application: toValues(applicationId),
    method: toValues(method),
    status: toValues(status),
    from,
    to,
    before: cursor,
  });
  const { rows, next } = await listLogs(workspaceId, filter, { searchBodies: false, limit });
  return { rows: rows.map(({ id, keyInUrl: _, ...row }) => ({ ...omitNulls(row), requestId: id })), next };
}
