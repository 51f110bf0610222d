import { STATUS_CODES } from "node:http";
import { type DocumentedError, documentedErrors } from "@/lib/api/documented-errors";
import type { Endpoint, EndpointSpec } from "@/lib/api/endpoint-spec";
import { acceptsIdempotencyKey } from "@/lib/api/idempotency";
import { getExample, type Json, toJsonSchema } from "@/lib/api/json-schema";
import { isManagementPermission } from "@/lib/auth/permissions";
import { type ErrorCode, httpStatusByCode } from "@/lib/errors";
import { hasErrorsField, Meta } from "@/lib/http/error-response";

/** The error responses of an endpoint. One that has all errors of its status refers to the shared response. */
export function describeErrorResponses(spec: EndpointSpec): Json {
  const errors = listErrors(spec);
  return Object.fromEntries(
    listStatuses(errors).map((status) => {
      const ofStatus = filterByStatus(errors, status);
      return [status, isShared(status, ofStatus) ? toReference(status) : describeResponse(status, ofStatus)];
    }),
  );
}

/** The shared responses that these endpoints refer to. */
export function describeSharedResponses(endpoints: readonly Endpoint[]): Json {
  const shared = endpoints.flatMap(({ spec }) => {
    const errors = listErrors(spec);
    return listStatuses(errors).filter((status) => isShared(status, filterByStatus(errors, status)));
  });
  return Object.fromEntries(
    [...new Set(shared)]
      .sort()
      .map((status) => [
        toResponseName(status),
        describeResponse(status, filterByStatus(documentedErrors, status)),
      ]),
  );
}

function listErrors(spec: EndpointSpec): DocumentedError[] {
  const { permission, params, notFound, body } = spec;
  const needsKey = permission !== "public";
  const applies: Partial<Record<ErrorCode, boolean>> = {
    bad_request: true,
    unauthorized: needsKey,
    missing_permission: needsKey && permission !== null,
    key_expired: needsKey,
    key_disabled: needsKey,
    ip_not_allowed: needsKey,
    https_required: true,
    not_found: Boolean(params ?? notFound),
    conflict: acceptsIdempotencyKey(spec) || (isManagementPermission(permission) && Boolean(body)),
    payload_too_large: Boolean(body),
    unsupported_media_type: Boolean(body),
    rate_limited: needsKey,
    internal: true,
    unavailable: true,
  };
  return documentedErrors
    .filter(({ code }) => applies[code])
    .map((error) => (error.code === "not_found" && notFound ? { ...error, meaning: notFound } : error));
}

function listStatuses(errors: readonly DocumentedError[]): number[] {
  return [...new Set(errors.map(({ status }) => status))];
}

function filterByStatus(errors: readonly DocumentedError[], status: number): DocumentedError[] {
  return errors.filter((error) => error.status === status);
}

function isShared(status: number, errors: DocumentedError[]): boolean {
  return filterByStatus(documentedErrors, status).every((error) => errors.includes(error));
}

/** "TooManyRequests" */
function toResponseName(status: number): string {
  return (STATUS_CODES[status] ?? "").replace(/\W/g, "");
}

function toReference(status: number): Json {
  return { $ref: `#/components/responses/${toResponseName(status)}` };
}

function describeResponse(status: number, errors: DocumentedError[]): Json {
  const schema = errors.some(({ code }) => hasErrorsField(code)) ? "InvalidInput" : "Failure";
  const hasRetryAfter = status === httpStatusByCode.rate_limited || status === httpStatusByCode.unavailable;
  return {
    description: errors.map(({ meaning }) => meaning).join(" "),
    headers: hasRetryAfter ? { ...responseHeaders, ...retryHeader } : responseHeaders,
    content: {
      "application/json": {
        schema: { $ref: `#/components/schemas/${schema}` },
        examples: Object.fromEntries(
          errors.map((error) => [error.code, { summary: error.meaning, value: createExampleBody(error) }]),
        ),
      },
    },
  };
}

function createExampleBody({ code, status, meaning, remedy }: DocumentedError): Json {
  const parameters = { query: {}, path: {}, header: {} };
  return {
    message: `${meaning} ${remedy}`,
    ...(hasErrorsField(code) && { errors: { fields: {}, parameters } }),
    meta: { ...(getExample(toJsonSchema(Meta)) as Json), status },
  };
}

/** On every response. */
export const responseHeaders = {
  "X-Request-Id": { description: "Equals `meta.requestId`.", schema: { type: "string" } },
  "X-RateLimit-Limit": {
    description:
      "Calls allowed in any 60 seconds: by the workspace's limit or the application's, whichever is tighter now.",
    schema: { type: "integer" },
  },
  "X-RateLimit-Remaining": { description: "Calls left now.", schema: { type: "integer" } },
  "X-RateLimit-Reset": {
    description: "Seconds until another call is allowed.",
    schema: { type: "integer" },
  },
  "RateLimit-Policy": {
    description:
      "Every limit that applies (draft-ietf-httpapi-ratelimit-headers-11): `q` calls in `w` seconds. With a rejected key, the limit of the IP address.",
    schema: { type: "string" },
    example: '"application";q=60;w=60, "workspace";q=600;w=60',
  },
  RateLimit: {
    description: "What is left of each limit: `r` calls, and `t` seconds until another one is added.",
    schema: { type: "string" },
    example: '"application";r=12;t=34, "workspace";r=570;t=34',
  },
};

const retryHeader = {
  "Retry-After": { description: "Seconds to wait before the retry.", schema: { type: "integer" } },
};
