/** Every expected failure of the product, and the HTTP status it has. No status number stands anywhere else. */
export const httpStatusByCode = {
  bad_request: 400,
  unauthorized: 401,
  missing_permission: 401,
  key_disabled: 403,
  https_required: 403,
  forbidden: 403,
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
 * Input that does not fit: where, in dotted form ("identification.email"), and a sentence that says how to fix it.
 * `in` names the part of an HTTP request other than its body.
 */
export type Issue = { path: string; message: string; in?: "query" | "path" | "header" };

/**
 * A failure with a code and a sentence that a stranger can act on. Whatever else is thrown is a surprise:
 * it is written to the server's log, and the client sees one calm sentence.
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

/** What an error says. One with several causes, as of a host with several addresses, says nothing by itself. */
export function getErrorMessage(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return error.errors.map(getErrorMessage).join("; ");
  return error instanceof Error ? error.message : String(error);
}
