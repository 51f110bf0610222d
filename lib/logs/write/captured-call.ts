import "server-only";
import type { IncomingHttpHeaders } from "node:http";
import { maskedPlaceholder } from "@/lib/logs/redact/placeholders";
import {
  decodeHeader,
  keyLookahead,
  redactHeaders,
  redactPrefix,
  redactText,
} from "@/lib/logs/redact/redact-keys";
import {
  maskSensitiveBody,
  maskSensitivePrefix,
  maskSensitiveQuery,
  type SensitiveFields,
} from "@/lib/logs/redact/sensitive-fields";
import { maxLoggedBodyBytes } from "@/lib/logs/schema";
import type { StoredCall } from "@/lib/logs/write/store";

/** A call as the API pipeline saw it: the input of the log. */
export type CapturedCall = {
  workspaceId: string;
  /** A ULID, whose time is the arrival of the request. */
  id: string;
  applicationId: string;
  apiKeyId: string;
  /** False if the key was rejected. */
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
  /** The call passed although its permission had been removed. */
  observed: boolean;
  query: string;
  requestHeaders: IncomingHttpHeaders;
  /** Truncated by `truncateForLog`. */
  requestBody: string;
  /** Of the whole body as sent, which may not be text. */
  requestBytes: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
  responseBytes: number;
  sensitive: SensitiveFields;
};

/** Redacts and truncates before the row waits in memory: the buffer holds no secrets and no large bodies. */
export function toStoredCall(call: CapturedCall): StoredCall {
  const { sensitive } = call;
  const { requestBytes, responseBytes } = call;
  const requestBody = mask(call.requestBody, requestBytes, sensitive);
  const responseBody = sensitive.inAnswers
    ? mask(call.responseBody, responseBytes, sensitive)
    : call.responseBody;
  // The error for invalid JSON quotes the body, perhaps past the part that was inspected.
  const quotesRequest =
    call.status === 400 && (requestBody !== call.requestBody || requestBytes > maxInspectedBodyBytes);
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
    client: toClientName(redactText(decodeHeader(call.requestHeaders["user-agent"] ?? ""))),
    ipAddress: call.ipAddress,
    observed: call.observed,
    path: redactText(call.path),
    // Keys are removed first: a masked value no longer shows that the URL exposed one.
    query: maskSensitiveQuery(redactText(call.query), sensitive),
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
  return answer.replace(/(This is not valid JSON:)[^"\\]*(?:\\.[^"\\]*)*/, `$1 ${maskedPlaceholder}`);
}

/** The logged bytes of a body, and as many more as a key that begins in them may need. */
export const maxInspectedBodyBytes = maxLoggedBodyBytes + keyLookahead;

/** The inspected part of a body, copied so that the whole body can be freed. */
export function truncateForLog(body: Buffer): Buffer {
  return body.length <= maxInspectedBodyBytes ? body : Buffer.from(body.subarray(0, maxInspectedBodyBytes));
}

function mask(text: string, sentBytes: number, sensitive: SensitiveFields): string {
  return sentBytes <= maxInspectedBodyBytes
    ? maskSensitiveBody(text, sensitive)
    : maskSensitivePrefix(text, sensitive);
}

/** Truncates bodies that were sent with more than 16 KiB. Placeholders may make a shorter body longer than that. */
function redactBody(text: string, sentBytes: number): string {
  return sentBytes <= maxLoggedBodyBytes ? redactText(text) : redactPrefix(text, maxLoggedBodyBytes);
}

const maxClientNameLength = 40;

/** Ordered: Chromium-based browsers name several products, the most specific one counts. */
const browsers = [
  ["Edge", /\bEdg(?:A|iOS)?\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /\b(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)(?:\.[\d.]*)? (?:Mobile\/\S+ )?Safari\//],
] as const;

/** The product in a User-Agent header: "js-sdk/2.0", "curl/8.5.0", "Chrome 120", or a robot's name. */
export function toClientName(userAgent: string): string {
  const [product = ""] = userAgent.trim().split(/\s/, 1);
  if (product === "") return "Unknown";
  if (!product.startsWith("Mozilla/")) return shorten(product);
  const robot = /\bcompatible; ([^\s;)]+)/.exec(userAgent)?.[1];
  if (robot) return shorten(robot);
  for (const [name, pattern] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return shorten(`${name} ${version}`);
  }
  return shorten(product);
}

function shorten(name: string): string {
  if (name.length <= maxClientNameLength) return name;
  const characters = Array.from(name);
  return characters.length > maxClientNameLength
    ? `${characters.slice(0, maxClientNameLength - 1).join("")}…`
    : name;
}
