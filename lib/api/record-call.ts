import "server-only";
import type { IncomingHttpHeaders } from "node:http";
import { readApiKey } from "@/lib/api/authenticate";
import type { Call } from "@/lib/api/call";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { isLogSeparate } from "@/lib/db/log-database";
import type { EncodedResponse } from "@/lib/http/error-response";
import { findSensitiveFields, type SensitiveFields } from "@/lib/logs/redact/sensitive-fields";
import { unknownKeyCounter } from "@/lib/logs/rollup/unknown-keys";
import { logCall, logWrite } from "@/lib/logs/write/buffer";
import {
  type CapturedCall,
  maxInspectedBodyBytes,
  toStoredCall,
  truncateForLog,
} from "@/lib/logs/write/captured-call";
import { type PreparedRow, prepareRow } from "@/lib/logs/write/store";

/**
 * Logs each call of a known application, rejected ones included. A successful write resolves after its row is
 * committed: the response never precedes the log.
 */
export function recordCall(
  call: Call,
  spec: EndpointSpec | null,
  response: EncodedResponse,
  headers?: IncomingHttpHeaders,
): Promise<void> | undefined {
  const { request } = call;
  const captured = captureCall(call, spec, response, headers);
  if (!captured) return;
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!isRead && response.errorCode === null) return logWrite(captured);
  logCall(captured);
}

/**
 * Prepares the log row that is committed with a successful write. `row` is undefined with a separate log database: the row is
 * recorded after the write. Returns undefined if the row's dimension is new: the log's buffer creates it after the write.
 */
export function prepareLogRow(
  call: Call,
  spec: EndpointSpec,
  response: EncodedResponse,
  headers?: IncomingHttpHeaders,
): { row: PreparedRow | undefined } | undefined {
  if (isLogSeparate) return { row: undefined };
  const captured = captureCall(call, spec, response, headers);
  const row = captured && prepareRow(toStoredCall(captured));
  return row && { row };
}

/** Undefined for a call without a known key. */
function captureCall(
  call: Call,
  spec: EndpointSpec | null,
  response: EncodedResponse,
  headers: IncomingHttpHeaders = Object.fromEntries(call.request.headers),
): CapturedCall | undefined {
  const { caller, request } = call;
  if (!caller) return undefined;
  return {
    workspaceId: caller.workspaceId,
    id: call.id,
    applicationId: caller.applicationId,
    apiKeyId: caller.apiKeyId,
    accepted: !call.rejection,
    method: request.method,
    path: call.url.path,
    route: spec?.path ?? null,
    permission: spec?.permission ?? null,
    status: response.status,
    errorCode: response.errorCode,
    duration: performance.now() - call.startedAt,
    ipAddress: call.ipAddress,
    observed: call.observed,
    query: call.url.search,
    requestHeaders: headers,
    requestBody: truncateForLog(call.body).toString(),
    requestBytes: call.bodyBytes,
    responseHeaders: response.headers,
    responseBody: response.body?.slice(0, maxInspectedBodyBytes) ?? "",
    responseBytes: Buffer.byteLength(response.body ?? ""),
    sensitive: getSensitive(spec),
  };
}

const sensitiveBySpec = new WeakMap<EndpointSpec, SensitiveFields>();
const nothingSensitive = findSensitiveFields({});

function getSensitive(spec: EndpointSpec | null): SensitiveFields {
  if (!spec) return nothingSensitive;
  const cached = sensitiveBySpec.get(spec);
  if (cached) return cached;
  const found = findSensitiveFields(spec);
  sensitiveBySpec.set(spec, found);
  return found;
}

/** Counts the call by its key, known or not. */
export function countKey({ caller, rejection, request, ipAddress }: Call): void {
  if (caller && !rejection) unknownKeyCounter.recordAccepted(ipAddress, caller.workspaceId);
  if (!caller && rejection && readApiKey(request.headers)) unknownKeyCounter.recordUnknown(ipAddress);
}
