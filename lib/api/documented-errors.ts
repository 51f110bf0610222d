import { type ErrorCode, httpStatusByCode } from "@/lib/errors";

/** An error of the API as the docs explain it. */
export type DocumentedError = { code: ErrorCode; status: number; meaning: string; remedy: string };

/** Without those that only screens use. */
const texts: Record<
  Exclude<ErrorCode, "forbidden" | "reauthentication_required">,
  Pick<DocumentedError, "meaning" | "remedy">
> = {
  bad_request: {
    meaning: "Invalid request.",
    remedy: "'errors' lists each invalid field and parameter with its reason.",
  },
  unauthorized: {
    meaning: "The key is missing, unknown, regenerated or deleted.",
    remedy: "Send a current key in the header 'x-api-key'.",
  },
  key_expired: {
    meaning: "The key has expired.",
    remedy: "Regenerate it in Settings → API access.",
  },
  missing_permission: {
    meaning: "The key lacks the permission of this endpoint.",
    remedy: "Grant the permission in the application's settings. The key stays the same.",
  },
  key_disabled: {
    meaning: "The key's application is disabled.",
    remedy: "Enable it in Settings → API access.",
  },
  ip_not_allowed: {
    meaning: "The key's application does not allow calls from this IP address.",
    remedy: "Allow the address in Settings → API access.",
  },
  https_required: {
    meaning: "Plain HTTP exposes the key.",
    remedy: "Use https, and regenerate the key.",
  },
  not_found: {
    meaning: "Not found in this workspace.",
    remedy: "Check the path and its ids.",
  },
  method_not_allowed: {
    meaning: "The path does not have this method.",
    remedy: "'Allow' lists its methods.",
  },
  conflict: {
    meaning: "Idempotency-Key was used for a different request, or its first call is still running.",
    remedy: "Send a new key with a new request. Retry a running one in a second.",
  },
  payload_too_large: {
    meaning: "The body is too large.",
    remedy: "Split it into several calls.",
  },
  unsupported_media_type: {
    meaning: "The body is not JSON.",
    remedy: "Send 'Content-Type: application/json'.",
  },
  rate_limited: {
    meaning: "Too many calls in 60 seconds.",
    remedy: "Retry after the seconds in 'Retry-After'.",
  },
  headers_too_large: {
    meaning: "The URL or the headers are too large.",
    remedy: "Send long values in the body.",
  },
  internal: {
    meaning: "Unexpected error. It was logged with the request id.",
    remedy: "Retry. If it remains, contact support with 'meta.requestId'.",
  },
  unavailable: {
    meaning: "The service is temporarily unavailable.",
    remedy: "Retry after the seconds in 'Retry-After'.",
  },
};

export const documentedErrors: readonly DocumentedError[] = Object.entries(texts).map(([code, text]) => ({
  code: code as ErrorCode,
  status: httpStatusByCode[code as ErrorCode],
  ...text,
}));
