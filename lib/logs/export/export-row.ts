import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { getIdTime } from "@/lib/ids";
import { maskKey } from "@/lib/keys/mask";
import { findLoggedNames } from "@/lib/logs/read/logged-names";
import type { WholeCall } from "@/lib/logs/store/log-store";
import { logStore } from "@/lib/logs/store/postgres-store";

/** The fields of an exported call, in the order of the file. */
export const exportFields = [
  "time",
  "requestId",
  "application",
  "key",
  "method",
  "path",
  "query",
  "route",
  "permission",
  "status",
  "errorCode",
  "durationMs",
  "client",
  "ipAddress",
  "requestBytes",
  "responseBytes",
  "requestHeaders",
  "requestBody",
  "responseHeaders",
  "responseBody",
] as const;

type NumberField = "status" | "durationMs" | "requestBytes" | "responseBytes";
type HeadersField = "requestHeaders" | "responseHeaders";

/** Headers are JSON objects as text. */
export type ExportRow = Record<NumberField, number> &
  Record<HeadersField, string> &
  Record<Exclude<(typeof exportFields)[number], NumberField | HeadersField>, string | null>;

/** The calls with these ids in full, newest first. Calls of applications that no longer exist are left out. */
export async function readExportRows(workspaceId: WorkspaceId, ids: readonly string[]): Promise<ExportRow[]> {
  const calls = await logStore.readWholeCalls(workspaceId, ids);
  const { applications, keys } = await findLoggedNames(workspaceId, {
    applicationIds: calls.map(({ applicationId }) => applicationId),
    apiKeyIds: calls.map(({ apiKeyId }) => apiKeyId),
  });
  return calls.flatMap((call) => {
    const application = applications.get(call.applicationId);
    return application === undefined ? [] : [toExportRow(call, application, keys.get(call.apiKeyId)?.hint)];
  });
}

/** A line of JSON has the order of these properties. */
function toExportRow(call: WholeCall, application: string, keyHint: string | undefined): ExportRow {
  const { id, method, path, query, route, permission, status, errorCode, duration, client, ipAddress } = call;
  const { requestBytes, responseBytes, requestHeaders, requestBody, responseHeaders, responseBody } = call;
  return {
    ...{ time: getIdTime(id).toISOString(), requestId: id, application },
    ...{
      key: keyHint === undefined ? null : maskKey(keyHint),
      method,
      path,
      query,
      route,
      permission,
      status,
    },
    ...{ errorCode, durationMs: duration, client, ipAddress, requestBytes, responseBytes },
    ...{ requestHeaders, requestBody, responseHeaders, responseBody },
  };
}
