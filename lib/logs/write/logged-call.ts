import "server-only";
import type { IncomingHttpHeaders } from "node:http";
import { masked } from "@/lib/logs/redact/placeholders";
import { decodeHeader, lookahead, redactHeaders, redactStart, redactText } from "@/lib/logs/redact/redact";
import { maskBody, maskQuery, maskStart, type Sensitive } from "@/lib/logs/redact/sensitive";
import { maxLoggedBodyBytes } from "@/lib/logs/schema";
import { describeClient } from "@/lib/logs/write/client-name";
import type { StoredCall } from "@/lib/logs/write/store";

/** One call, as the API's pipeline saw it. */
export type LoggedCall = {
  workspaceId: string;
  /** A ULID of the moment at which the call came in. */
  id: string;
  applicationId: string;
  apiKeyId: string;
  /** False where the key was refused: such a call does not count as use. */
  accepted: boolean;
  method: string;
  path: string;
  route: string | null;
  permission: string | null;
  status: number;
  errorCode: string | null;
  /** Milliseconds. */
  duration: number;
  ipAddress: string;
  query: string;
  requestHeaders: IncomingHttpHeaders;
  /** Its beginning, where it is longer than `loggedBytes`: see `startOf`. */
  requestBody: string;
  /** Of the body as it was sent, which need not have been text. */
  requestBytes: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
  responseBytes: number;
  sensitive: Sensitive;
};

/** The call as it is kept: what waits for the database holds no secret, and no megabytes. */
export function toStored(call: LoggedCall): StoredCall {
  const { sensitive } = call;
  const { requestBytes, responseBytes } = call;
  const requestBody = mask(call.requestBody, requestBytes, sensitive);
  const responseBody = sensitive.inAnswers
    ? mask(call.responseBody, responseBytes, sensitive)
    : call.responseBody;
  // A message about invalid JSON quotes a piece of it, which may lie after the beginning.
  const quotesRequest =
    call.status === 400 && (requestBody !== call.requestBody || requestBytes > loggedBytes);
  return {
    workspaceId: call.workspaceId,
    id: call.id,
    applicationId: call.applicationId,
    apiKeyId: call.apiKeyId,
    accepted: call.accepted,
    method: call.method,
    route: call.route ?? "",
    permission: call.permission ?? "",
    status: call.status,
    errorCode: call.errorCode ?? "",
    client: describeClient(redactText(decodeHeader(call.requestHeaders["user-agent"] ?? ""))),
    ipAddress: call.ipAddress,
    path: redactText(call.path),
    // Keys are removed first: a masked value no longer shows that the URL exposed one.
    query: maskQuery(redactText(call.query), sensitive),
    duration: call.duration,
    requestHeaders: redactHeaders(call.requestHeaders),
    requestBody: redactBody(requestBody, requestBytes),
    requestBytes,
    responseHeaders: redactText(JSON.stringify(call.responseHeaders)),
    responseBody: redactBody(quotesRequest ? maskQuote(responseBody) : responseBody, responseBytes),
    responseBytes,
  };
}

function maskQuote(answer: string): string {
  return answer.replace(/(This is not valid JSON:)[^"\\]*(?:\\.[^"\\]*)*/, `$1 ${masked}`);
}

/** Bytes of a body that the log reads: those that it keeps, and enough to recognise a key that begins in them. */
export const loggedBytes = maxLoggedBodyBytes + lookahead;

/** The beginning of a body that the log reads. It does not hold the rest in memory. */
export function startOf(body: Buffer): Buffer {
  return body.length <= loggedBytes ? body : Buffer.from(body.subarray(0, loggedBytes));
}

function mask(text: string, sentBytes: number, sensitive: Sensitive): string {
  return sentBytes <= loggedBytes ? maskBody(text, sensitive) : maskStart(text, sensitive);
}

/** The first 16 KiB of a longer body. A shorter one stays whole, however long masks make it. */
function redactBody(text: string, sentBytes: number): string {
  return sentBytes <= maxLoggedBodyBytes ? redactText(text) : redactStart(text, maxLoggedBodyBytes);
}
