/** Every error code and its HTTP status. */
export const httpStatusByCode = {
  bad_request: 400,
  unauthorized: 401,
  key_expired: 401,
  missing_permission: 401,
  key_disabled: 403,
  ip_not_allowed: 403,
  https_required: 403,
  forbidden: 403,
  reauthentication_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof httpStatusByCode;

/**
 * One invalid field: its dotted path ("identification.email") and the remedy. `in` is the part of the request, absent
 * for the body.
 */
export type Issue = { path: string; message: string; in?: "query" | "path" | "header" };

/**
 * An expected error, whose message is for the client. All others are unexpected errors: logged, and hidden from the
 * client (lib/http/unexpected-error.ts).
 */
export class AppError extends Error {
  override readonly name = "AppError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: { issues?: Issue[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
  }

  get status(): number {
    return httpStatusByCode[this.code];
  }
}

/** The message of an error. An AggregateError, as of a host with several IP addresses, has only those of its causes. */
export function getErrorMessage(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return error.errors.map(getErrorMessage).join("; ");
  return error instanceof Error ? error.message : String(error);
}
