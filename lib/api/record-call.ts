import "server-only";
import type { IncomingHttpHeaders } from "node:http";
import { readApiKey } from "@/lib/api/authenticate";
import type { Call, EndpointSpec } from "@/lib/api/endpoint";
import type { EncodedResponse } from "@/lib/api/envelope";
import { findSensitiveFields, type SensitiveFields } from "@/lib/logs/redact/sensitive-fields";
import { unknownKeyCounter } from "@/lib/logs/rollup/unknown-keys";
import { logCall, logWrite } from "@/lib/logs/write/buffer";
import { type CapturedCall, maxInspectedBodyBytes, truncateForLog } from "@/lib/logs/write/captured-call";

/**
 * One row per call of a known application, refusals included. A call that changed something is answered once its row
 * is committed as well: what a caller was told of, the log has, whatever becomes of this process.
 */
export function recordCall(
  call: Call,
  spec: EndpointSpec | null,
  result: EncodedResponse,
  headers: IncomingHttpHeaders = Object.fromEntries(call.request.headers),
): Promise<void> | undefined {
  const { caller, request } = call;
  noteForUnknownKeys(call);
  if (!caller) return;
  const logged: CapturedCall = {
    workspaceId: caller.workspaceId,
    id: call.id,
    applicationId: caller.applicationId,
    apiKeyId: caller.apiKeyId,
    accepted: !call.rejection,
    method: request.method,
    path: call.url.path,
    route: spec?.path ?? null,
    permission: spec?.permission ?? null,
    status: result.status,
    errorCode: result.errorCode,
    duration: performance.now() - call.startedAt,
    ipAddress: call.ipAddress,
    query: call.url.search,
    requestHeaders: headers,
    requestBody: truncateForLog(call.body).toString(),
    requestBytes: call.bodyBytes,
    responseHeaders: result.headers,
    responseBody: result.body?.slice(0, maxInspectedBodyBytes) ?? "",
    responseBytes: Buffer.byteLength(result.body ?? ""),
    sensitive: sensitiveOf(spec),
  };
  const reads = request.method === "GET" || request.method === "HEAD";
  if (!reads && result.errorCode === null) return logWrite(logged);
  logCall(logged);
}

const sensitiveParts = new WeakMap<EndpointSpec, SensitiveFields>();
const sensitiveOfNone = findSensitiveFields({});

function sensitiveOf(spec: EndpointSpec | null): SensitiveFields {
  if (!spec) return sensitiveOfNone;
  const known = sensitiveParts.get(spec);
  if (known) return known;
  const found = findSensitiveFields(spec);
  sensitiveParts.set(spec, found);
  return found;
}

function noteForUnknownKeys({ caller, rejection: refusal, request, ipAddress }: Call): void {
  if (caller && !refusal) unknownKeyCounter.recordAccepted(ipAddress, caller.workspaceId);
  if (!caller && refusal && readApiKey(request.headers)) unknownKeyCounter.recordUnknown(ipAddress);
}
