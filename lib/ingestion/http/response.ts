import type { AppError } from "@/lib/errors";
import { type EncodedResponse, getBaseHeaders } from "@/lib/http/error-response";
import type { MessageResult } from "@/lib/ingestion/effects/message-result";
import { RequestRejected } from "@/lib/ingestion/http/sender-rules";
import { type RejectionReason, rejectionReasons } from "@/lib/ingestion/outcomes";

/**
 * The only answer that every library takes for success: status 200 with JSON whose `success` is true. Some libraries retry 201
 * and 204 without end, and follow a redirect with a GET.
 */
export function encodeSuccess(requestId: string, results: readonly MessageResult[] = []): EncodedResponse {
  const rejected = results.flatMap(({ index, messageId, reason, outcome }) =>
    outcome === "rejected" ? [{ index, messageId, ...describeRejection(reason as RejectionReason) }] : [],
  );
  const body = { success: true, ...(rejected.length > 0 && { rejected }) };
  return encode(requestId, 200, body, null);
}

/** For requests of one message. */
export function encodeRejectedMessage(requestId: string, reason: RejectionReason): EncodedResponse {
  return encodeFailure(requestId, { status: 400, ...describeRejection(reason), errorCode: "bad_request" });
}

/** Python's library reads `code` and `message`, Ruby's `error`. */
export function encodeSdkError(requestId: string, error: AppError): EncodedResponse {
  const { status, message, details } = error;
  const code = error instanceof RequestRejected ? error.reason : error.code;
  const encoded = encodeFailure(requestId, { status, code, message, errorCode: error.code });
  return { ...encoded, headers: { ...encoded.headers, ...details.headers } };
}

type Failure = { status: number; code: string; message: string; errorCode: string };

function encodeFailure(requestId: string, { status, code, message, errorCode }: Failure): EncodedResponse {
  const body = { success: false, code, message, error: message, meta: { requestId, status } };
  return encode(requestId, status, body, errorCode);
}

function describeRejection(code: RejectionReason) {
  return { code, message: rejectionReasons[code] };
}

function encode(
  requestId: string,
  status: number,
  body: Record<string, unknown>,
  errorCode: string | null,
): EncodedResponse {
  return { status, headers: getBaseHeaders(requestId), body: JSON.stringify(body), errorCode };
}

/**
 * Pages of every origin may read the answer, which holds no secret: a library retries a request whose answer it cannot read. The
 * connector's domains limit a browser's key, not CORS.
 */
export function getCorsHeaders(origin: string | null): Record<string, string> {
  return {
    "access-control-allow-origin": origin ?? "*",
    // A library that cannot read it does not wait.
    "access-control-expose-headers": "retry-after",
    "cross-origin-resource-policy": "cross-origin",
    vary: "Origin",
  };
}

export const preflightHeaders = {
  "access-control-allow-headers": "authorization, content-type, content-encoding, x-retry-count",
  "access-control-allow-methods": "POST, GET",
  "access-control-max-age": "7200",
};
