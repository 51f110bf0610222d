import { z } from "zod";
import type { EndpointSpec } from "@/lib/api/endpoint";
import { env } from "@/lib/env";
import type { AppError, ErrorCode } from "@/lib/errors";
import { type ConstantDocument, createDocument, selectDocument } from "@/lib/http/constant-document";
import type { SplitUrl } from "@/lib/http/url";
import type { Page } from "@/lib/page";

/** An answer on its way out. */
export type EncodedResponse = {
  status: number;
  headers: Record<string, string>;
  body: string | null;
  /** What is sent in place of `body`. The log does not keep it. */
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
  message: z.string().meta({ description: "What went wrong, and what to do about it." }),
});

export const InvalidInputBody = ErrorBody.extend({
  errors: z
    .object({
      fields: z.record(z.string(), z.string()).meta({ description: "By the body's field, in dotted form." }),
      parameters: z.object({
        query: z.record(z.string(), z.string()),
        path: z.record(z.string(), z.string()),
        header: z.record(z.string(), z.string()),
      }),
    })
    .meta({ description: "What is wrong with which field or parameter. Empty where it is none of them." }),
});

/** Of a write: what was done, in the sentence that it answers with. */
export function WriteResult(sentence: string) {
  return z.object({ message: z.string().meta({ description: "What was done.", example: sentence }) });
}

export const PageInfo = z.object({
  next: z
    .string()
    .nullable()
    .meta({ description: "The 'cursor' of the next page; null on the last.", example: null }),
});

type AnsweredCall = {
  id: string;
  request: Request;
  url: SplitUrl;
  /** Next compresses what its handlers answer, and drops a Content-Encoding of theirs. */
  isCompressedLater: boolean;
};

/** The answer to a call that came to something: `result` is what the endpoint's handler returned. */
export function encodeResult(call: AnsweredCall, spec: EndpointSpec, result: unknown): EncodedResponse {
  const { id, request, url } = call;
  const { status } = spec.bodyFor?.accepts(request.headers) ? spec.bodyFor : spec;
  const headers = headersOf(id);
  if (status === 204) {
    const { "content-type": _, ...bodyless } = headers;
    return { status, headers: bodyless, body: null, errorCode: null };
  }
  if (spec.isConstant) return constantAnswer(call, headers, spec, result);
  const meta = { requestId: id, status };
  let body: unknown;
  if (spec.envelope === "none") body = z.encode(spec.output, result as never);
  else if (spec.envelope === "message")
    body = { ...(z.encode(spec.output, result as never) as object), meta };
  else if (spec.envelope === "page") {
    const { rows, next } = result as Page<unknown>;
    if (next) headers.link = `<${nextUrl(url, next)}>; rel="next"`;
    body = { data: z.encode(spec.output, rows as never), page: { next }, meta };
  } else body = { data: z.encode(spec.output, result as never), meta };
  return { status, headers, body: JSON.stringify(body), errorCode: null };
}

const documents = new WeakMap<EndpointSpec, ConstantDocument>();

function constantAnswer(
  { request, isCompressedLater }: AnsweredCall,
  headers: Record<string, string>,
  spec: EndpointSpec,
  result: unknown,
): EncodedResponse {
  const document =
    documents.get(spec) ?? createDocument(JSON.stringify(z.encode(spec.output, result as never)));
  documents.set(spec, document);
  const selected = selectDocument(document, {
    acceptEncoding: (!isCompressedLater && request.headers.get("accept-encoding")) || "",
    ifNoneMatch: request.headers.get("if-none-match") ?? "",
  });
  return {
    status: selected.status,
    headers: { ...headers, "cache-control": "no-cache", ...selected.headers },
    body: null,
    ...(selected.bytes && { bytes: selected.bytes }),
    errorCode: null,
  };
}

/** The address of the next page, for clients that follow links. */
function nextUrl({ path, search }: SplitUrl, cursor: string): string {
  const query = new URLSearchParams(search);
  query.set("cursor", cursor);
  return `${env().NEXTAUTH_URL}${path}?${query}`;
}

/** A page of what is no endpoint's. */
export function encodePage(requestId: string, { rows, next }: Page<unknown>): EncodedResponse {
  const body = { data: rows, page: { next }, meta: { requestId, status: 200 } };
  return { status: 200, headers: headersOf(requestId), body: JSON.stringify(body), errorCode: null };
}

/** The answers that journy.io publishes without `errors`. Its PHP SDK reads them of every other failure, unlooked. */
const withoutErrors: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "unauthorized",
  "missing_permission",
  "key_disabled",
  "https_required",
  "not_found",
  "rate_limited",
  "internal",
]);

export function hasErrorsField(code: ErrorCode): boolean {
  return !withoutErrors.has(code);
}

export function encodeError(requestId: string, error: AppError): EncodedResponse {
  const body = {
    message: error.message,
    ...((hasErrorsField(error.code) || error.details.issues) && { errors: errorsOf(error) }),
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

/** What a caller can act on. Else a body full of mistakes would get an answer many times its size. */
const mostIssues = 100;
const longestPath = 300;

function shorten(path: string): string {
  return path.length > longestPath ? `${path.slice(0, longestPath).toWellFormed()}…` : path;
}

function errorsOf({ details }: AppError): z.infer<typeof InvalidInputBody>["errors"] {
  // Field names come from outside: without a prototype, "__proto__" is a name like any other.
  const empty = (): Record<string, string> => Object.create(null);
  const errors = { fields: empty(), parameters: { query: empty(), path: empty(), header: empty() } };
  for (const issue of details.issues?.slice(0, mostIssues) ?? []) {
    const place = issue.in ? errors.parameters[issue.in] : errors.fields;
    place[shorten(issue.path)] ??= issue.message;
  }
  return errors;
}
