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

/** One call, as the API's pipeline saw it. */
export type CapturedCall = {
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
  /** Its beginning, where it is longer than `maxInspectedBodyBytes`: see `truncateForLog`. */
  requestBody: string;
  /** Of the body as it was sent, which need not have been text. */
  requestBytes: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
  responseBytes: number;
  sensitive: SensitiveFields;
};

/** The call as it is kept: what waits for the database holds no secret, and no megabytes. */
export function toStoredCall(call: CapturedCall): StoredCall {
  const { sensitive } = call;
  const { requestBytes, responseBytes } = call;
  const requestBody = mask(call.requestBody, requestBytes, sensitive);
  const responseBody = sensitive.inAnswers
    ? mask(call.responseBody, responseBytes, sensitive)
    : call.responseBody;
  // A message about invalid JSON quotes a piece of it, which may lie after the beginning.
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

/** Bytes of a body that the log reads: those that it keeps, and enough to recognise a key that begins in them. */
export const maxInspectedBodyBytes = maxLoggedBodyBytes + keyLookahead;

/** The beginning of a body that the log reads. It does not hold the rest in memory. */
export function truncateForLog(body: Buffer): Buffer {
  return body.length <= maxInspectedBodyBytes ? body : Buffer.from(body.subarray(0, maxInspectedBodyBytes));
}

function mask(text: string, sentBytes: number, sensitive: SensitiveFields): string {
  return sentBytes <= maxInspectedBodyBytes
    ? maskSensitiveBody(text, sensitive)
    : maskSensitivePrefix(text, sensitive);
}

/** The first 16 KiB of a longer body. A shorter one stays whole, however long masks make it. */
function redactBody(text: string, sentBytes: number): string {
  return sentBytes <= maxLoggedBodyBytes ? redactText(text) : redactPrefix(text, maxLoggedBodyBytes);
}

const longestName = 40;

/** Chromium-based browsers name several products: what comes first here is what they are. */
const browsers = [
  ["Edge", /\bEdg(?:A|iOS)?\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /\b(?:Chrome|CriOS)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)(?:\.[\d.]*)? (?:Mobile\/\S+ )?Safari\//],
] as const;

/** Who called, from the User-Agent header: "js-sdk/2.0", "curl/8.5.0", "Chrome 120", a robot's own name. */
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
  const characters = Array.from(name);
  return characters.length > longestName ? `${characters.slice(0, longestName - 1).join("")}…` : name;
}
