import { type ErrorCode, httpStatusByCode } from "@/lib/errors";

/** An error that a call may come to, as the docs tell it. */
export type DocumentedError = { code: ErrorCode; status: number; meaning: string; remedy: string };

/** "forbidden" is missing: it belongs to the screens. */
const texts: Record<Exclude<ErrorCode, "forbidden">, Pick<DocumentedError, "meaning" | "remedy">> = {
  bad_request: {
    meaning: "The request is not valid.",
    remedy: "'errors' names each field and parameter that is wrong, and says what to change.",
  },
  unauthorized: {
    meaning: "There is no key, or it is unknown, regenerated or deleted.",
    remedy: "Send a current key in the header 'x-api-key'.",
  },
  missing_permission: {
    meaning: "The key is good, but may not do this.",
    remedy: "'message' names the permission. Allow it in the application's settings; the key stays the same.",
  },
  key_disabled: {
    meaning: "The key's application is disabled.",
    remedy: "Enable it in Settings → API access.",
  },
  https_required: {
    meaning: "The call came over plain HTTP, where others can read its key.",
    remedy: "Use https, and regenerate the key.",
  },
  not_found: {
    meaning: "It does not exist, or not in this workspace.",
    remedy: "Check the path and the ids in it.",
  },
  method_not_allowed: {
    meaning: "The path does not know this method.",
    remedy: "'Allow' lists those that it knows.",
  },
  conflict: {
    meaning: "This Idempotency-Key came before, with another request.",
    remedy: "Use a new one for each new request.",
  },
  payload_too_large: {
    meaning: "The body is too large.",
    remedy: "Send less at once.",
  },
  unsupported_media_type: {
    meaning: "The body was not sent as JSON.",
    remedy: "Send 'Content-Type: application/json'.",
  },
  rate_limited: {
    meaning: "Too many calls in the last 60 seconds.",
    remedy: "Wait as many seconds as 'Retry-After' says.",
  },
  headers_too_large: {
    meaning: "The headers, or the address, are too large.",
    remedy: "Send what is long in the body.",
  },
  internal: {
    meaning: "Our mistake. It is recorded under the request id.",
    remedy: "Try again; if it stays, quote 'meta.requestId' when you ask about it.",
  },
  unavailable: {
    meaning: "The service is away for a moment.",
    remedy: "Wait as many seconds as 'Retry-After' says, then send the same again.",
  },
};

/** Every error of the API, by status. */
export const documentedErrors: readonly DocumentedError[] = Object.entries(texts).map(([code, text]) => ({
  code: code as ErrorCode,
  status: httpStatusByCode[code as ErrorCode],
  ...text,
}));
