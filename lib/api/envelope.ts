import { z } from "zod";
import type { EndpointSpec } from "@/lib/api/endpoint";
import type { AppError } from "@/lib/errors";

/** An answer on its way out. */
export type Answer = {
  status: number;
  headers: Record<string, string>;
  body: string | null;
  errorCode: string | null;
};

export const Meta = z.object({
  requestId: z
    .ulid()
    .meta({ description: "Quote it when you ask about a call.", example: "01JD9ZP3M4C8V5T2K7R6W1X0YB" }),
  status: z.number().int(),
});

export const Failure = z.object({
  meta: Meta,
  message: z.string().meta({ description: "What went wrong, and what to do about it." }),
});

export const InvalidInput = Failure.extend({
  errors: z.object({
    fields: z.record(z.string(), z.string()).meta({ description: "By the body's field, in dotted form." }),
    parameters: z.object({
      query: z.record(z.string(), z.string()),
      path: z.record(z.string(), z.string()),
      header: z.record(z.string(), z.string()),
    }),
  }),
});

export function answer(requestId: string, spec: EndpointSpec, data: unknown): Answer {
  const encoded = z.encode(spec.output, data as never);
  const body =
    spec.envelope === false ? encoded : { data: encoded, meta: { requestId, status: spec.status } };
  return { status: spec.status, headers: headersOf(requestId), body: JSON.stringify(body), errorCode: null };
}

export function failure(requestId: string, error: AppError): Answer {
  const body = {
    message: error.message,
    ...(error.code === "bad_request" && { errors: errorsOf(error) }),
    meta: { requestId, status: error.status },
  };
  return {
    status: error.status,
    headers: { ...headersOf(requestId), ...error.details.headers },
    body: JSON.stringify(body),
    errorCode: error.code,
  };
}

function headersOf(requestId: string): Record<string, string> {
  return {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
  };
}

function errorsOf({ details }: AppError): z.infer<typeof InvalidInput>["errors"] {
  // Field names come from outside: without a prototype, "__proto__" is a name like any other.
  const empty = (): Record<string, string> => Object.create(null);
  const errors = { fields: empty(), parameters: { query: empty(), path: empty(), header: empty() } };
  for (const issue of details.issues ?? []) {
    const place = issue.in ? errors.parameters[issue.in] : errors.fields;
    place[issue.path] ??= issue.message;
  }
  return errors;
}
