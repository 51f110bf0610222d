import { createId, getMinId } from "@/lib/ids";
import type { StoredCall } from "@/lib/logs/write/store";

/** A call's id for this time. */
export function idAt(time: Date): string {
  return getMinId(time).slice(0, 10) + createId().slice(10);
}

/** A call as the log stores it. */
export function storedCall(
  of: { workspaceId: string; applicationId: string },
  change: Partial<StoredCall> = {},
): StoredCall {
  return {
    ...of,
    id: createId(),
    apiKeyId: "",
    accepted: true,
    method: "GET",
    route: "/validate",
    permission: "",
    status: 200,
    errorCode: "",
    client: "js-sdk/3.1.0",
    ipAddress: "203.0.113.9",
    observed: false,
    path: "/api/validate",
    query: "",
    duration: 1.25,
    requestHeaders: JSON.stringify({ "user-agent": "js-sdk/3.1.0", "x-api-key": "[removed]" }),
    responseHeaders: JSON.stringify({ "content-type": "application/json" }),
    requestBody: "",
    requestBytes: 0,
    responseBody: "{}",
    responseBytes: 2,
    ...change,
  };
}
