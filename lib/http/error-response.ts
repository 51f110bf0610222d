import { z } from "zod";
import type { AppError, ErrorCode } from "@/lib/errors";

/** A response before it becomes a `Response`. */
export type EncodedResponse = {
  status: number;
  headers: Record<string, string>;
  body: string | null;
  /** Sent in place of `body`. The log does not keep it. */
  bytes?: Uint8Array<ArrayBuffer>;
  errorCode: string | null;
};

export const Meta = z.object({
  requestId: z
    .ulid()
    .meta({ description: "Quote it when you ask about a call.", example: "01JD9ZP3M4C8V5T2K7R6W1X0YB" }),
  status: z.number().int(),
});

export const ErrorBody = z.object({
  meta: Meta,
  message: z.string().meta({ description: "The error, and what to do about it." }),
});

export const InvalidInputBody = ErrorBody.extend({
  errors: z
    .object({
      fields: z.record(z.string(), z.string()).meta({ description: "By body field, in dotted form." }),
      parameters: z.object({
        query: z.record(z.string(), z.string()),
        path: z.record(z.string(), z.string()),
        header: z.record(z.string(), z.string()),
      }),
    })
    .meta({ description: "The error of each field and parameter. Empty if none of them is the cause." }),
});

/** Errors that journy.io publishes without `errors`. Its PHP SDK reads `errors` of all others without a check. */
const withoutErrorsField: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "unauthorized",
  "key_expired",
  "missing_permission",
  "key_disabled",
  "ip_not_allowed",
  "https_required",
  "not_found",
  "rate_limited",
  "internal",
]);

export function hasErrorsField(code: ErrorCode): boolean {
  return !withoutErrorsField.has(code);
}

export function encodeError(requestId: string, error: AppError): EncodedResponse {
  const { code, status, message, details } = error;
  const body = {
    message,
    ...((hasErrorsField(code) || details.issues) && { errors: toErrorsField(error) }),
    meta: { requestId, status },
  };
  return {
    status,
    headers: { ...getBaseHeaders(requestId), ...details.headers },
    body: JSON.stringify(body),
    errorCode: code,
  };
}

export function getBaseHeaders(requestId: string): Record<string, string> {
  return {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  };
}

/** Bounds the response to a body full of errors, which would otherwise be many times its size. */
const maxIssues = 100;
const maxPathLength = 300;

function toErrorsField({ details }: AppError): z.infer<typeof InvalidInputBody>["errors"] {
  // Clients choose field names. Without a prototype, "__proto__" is a name like any other.
  const empty = (): Record<string, string> => Object.create(null);
  const errors = { fields: empty(), parameters: { query: empty(), path: empty(), header: empty() } };
  for (const issue of details.issues?.slice(0, maxIssues) ?? []) {
    const part = issue.in ? errors.parameters[issue.in] : errors.fields;
    part[shortenPath(issue.path)] ??= issue.message;
  }
  return errors;
}

function shortenPath(path: string): string {
  return path.length > maxPathLength ? `${path.slice(0, maxPathLength).toWellFormed()}…` : path;
}
