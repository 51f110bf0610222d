import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { type DocumentedError, documentedErrors } from "@/lib/api/documented-errors";
import type { Endpoint, EndpointSpec } from "@/lib/api/endpoint";
import { ErrorBody, hasErrorsField, InvalidInputBody, Meta, PageInfo } from "@/lib/api/envelope";
import { acceptsIdempotencyKey, IdempotencyHeaders } from "@/lib/api/idempotency";
import { env } from "@/lib/env";
import { type ErrorCode, httpStatusByCode } from "@/lib/errors";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of these endpoints. Nothing in it is written twice: it is read from their declarations. */
export function describeApi(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Json> = {};
  for (const { spec } of endpoints) {
    paths[spec.path] = { ...paths[spec.path], [spec.method.toLowerCase()]: describeEndpoint(spec) };
  }
  return {
    openapi: "3.1.1",
    info: { title: "Customer data API", version: "1.0.0", description: introduction() },
    servers: [{ url: `${env().NEXTAUTH_URL}/api` }],
    security: [{ apiKey: [] }],
    tags: [...new Set(endpoints.map(({ spec }) => spec.group))].map((name) => ({
      name,
      description: groups[name],
    })),
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: "apiKey",
          in: "header",
          name: "x-api-key",
          description: "The key of an application, from Settings → API access.",
        },
      },
      responses: describeSharedRefusals(endpoints),
      schemas: { Failure: toSchema(ErrorBody), InvalidInput: toSchema(InvalidInputBody) },
    },
  };
}

function introduction(): string {
  const { NEXTAUTH_URL, RATE_LIMIT_PER_MINUTE } = env();
  return [
    "Contacts, events and segments of a workspace. Every answer is JSON, errors included, and carries `meta.requestId`.",
    "Send the key of an application in the header `x-api-key`. It opens the workspace that it was made in, and may do what its application is allowed to.",
    `A workspace may make ${RATE_LIMIT_PER_MINUTE.toLocaleString("en")} calls in any 60 seconds, with all of its keys together. Every answer says how many are left.`,
    `[Keys, limits, errors and SDKs](${NEXTAUTH_URL}/developers) in more words.`,
  ].join("\n\n");
}

const groups: Record<EndpointSpec["group"], string> = {
  Key: "The key that a call comes with.",
  Users: "The people who use your product: who they are, what is known of them, and what they do.",
  Accounts: "The companies that your users belong to.",
  Events: "What happens to users and accounts, and which events there are.",
  Properties: "Which properties users and accounts have, computed ones included.",
  Segments: "The groups that users and accounts are sorted into.",
  "Campaigns and channels": "What brought visitors, and through what they came.",
  Websites: "The websites of the workspace, and the visits of their devices.",
  Service: "The API itself. No key is needed, and no limit applies.",
};

function describeEndpoint(spec: EndpointSpec): Json {
  const keyless = spec.permission === "public";
  return {
    operationId: operationId(spec),
    tags: [spec.group],
    summary: spec.summary,
    description: [spec.description, spec.deprecated, permissionSentence(spec)].filter(Boolean).join("\n\n"),
    ...(spec.deprecated && { deprecated: true }),
    ...(keyless && { security: [] }),
    ...(!keyless && spec.permission && { "x-key-permissions": [spec.permission] }),
    parameters: [
      ...describeParameters(spec.params, "path"),
      ...describeParameters(spec.query, "query"),
      ...(acceptsIdempotencyKey(spec) ? describeParameters(IdempotencyHeaders, "header") : []),
    ],
    ...(spec.body && {
      requestBody: { required: true, content: { "application/json": describeBody(spec.body) } },
    }),
    responses: {
      ...describeSuccesses(spec),
      ...describeRefusals(refusalsOf(spec)),
    },
  };
}

/** "GET /users/{userId}/events" becomes getUserEvents. */
function operationId({ method, path }: EndpointSpec): string {
  const words = path
    .replace(/s\/\{\w+\}/g, "")
    .split(/[^a-zA-Z]+/)
    .filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function permissionSentence({ permission }: EndpointSpec): string {
  if (permission === "public") return "Needs no key.";
  return permission ? `Needs the permission ${permission}.` : "Needs any enabled key.";
}

function describeParameters(schema: z.ZodType | undefined, place: "path" | "query" | "header"): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toSchema(schema) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

function describeBody(body: z.ZodType): Json {
  const schema = toSchema(body);
  return { schema, example: exampleOf(schema) };
}

function describeSuccesses(spec: EndpointSpec): Json {
  const { status, bodyFor } = spec;
  return {
    [status]: describeSuccess(spec, status),
    ...(spec.isConstant && {
      304: { description: "As it was with the ETag in 'If-None-Match'.", headers: answerHeaders },
    }),
    ...(bodyFor && { [bodyFor.status]: describeSuccess(spec, bodyFor.status) }),
  };
}

function describeSuccess(spec: EndpointSpec, status: number): Json {
  const content = status !== 204 && { content: { "application/json": describeAnswer(spec, status) } };
  return {
    description: status === 204 ? "Success, without a body." : "Success.",
    headers: {
      ...answerHeaders,
      ...(acceptsIdempotencyKey(spec) && replayHeader),
      ...(spec.envelope === "page" && linkHeader),
    },
    ...content,
  };
}

function describeAnswer({ envelope = "data", output }: EndpointSpec, status: number): Json {
  const [data, meta, page] = [toSchema(output), toSchema(Meta), toSchema(PageInfo)];
  if (envelope === "none") return { schema: data };
  const written = data as { properties?: Json; required?: string[] };
  const parts: Json =
    envelope === "message" ? { ...written.properties } : { data, ...(envelope === "page" && { page }) };
  const examples = Object.entries(parts).map(([name, part]) => [name, exampleOf(part as Json)]);
  return {
    schema: {
      type: "object",
      properties: { ...parts, meta },
      required: [...(envelope === "message" ? (written.required ?? []) : Object.keys(parts)), "meta"],
      additionalProperties: false,
    },
    example: { ...Object.fromEntries(examples), meta: { ...(exampleOf(meta) as Json), status } },
  };
}

/** What stands in `.meta({ example })`, of the schema or of its parts. Nobody is shown what is deprecated. */
function exampleOf(schema: Json): unknown {
  if ("example" in schema) return schema.example;
  if ("const" in schema) return schema.const;
  if (schema.items) return [exampleOf(schema.items as Json)];
  const parts = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  return Object.fromEntries(
    parts.filter(([, part]) => !part.deprecated).map(([name, part]) => [name, exampleOf(part)]),
  );
}

function refusalsOf(spec: EndpointSpec): DocumentedError[] {
  const { permission, params, notFound, body } = spec;
  const keyed = permission !== "public";
  const applies: Partial<Record<ErrorCode, boolean>> = {
    bad_request: true,
    unauthorized: keyed,
    missing_permission: keyed && permission !== null,
    key_disabled: keyed,
    https_required: true,
    not_found: Boolean(params ?? notFound),
    conflict: acceptsIdempotencyKey(spec),
    payload_too_large: Boolean(body),
    unsupported_media_type: Boolean(body),
    rate_limited: keyed,
    internal: true,
    unavailable: true,
  };
  return documentedErrors
    .filter(({ code }) => applies[code])
    .map((refusal) =>
      refusal.code === "not_found" && notFound ? { ...refusal, meaning: notFound } : refusal,
    );
}
/** What a status means to most operations is said once; an operation that has other reasons for it says its own. */
function describeRefusals(possible: DocumentedError[]): Json {
  return Object.fromEntries(
    statusesOf(possible).map((status) => {
      const reasons = withStatus(status, possible);
      return [status, isShared(status, reasons) ? responseRef(status) : describeRefusal(status, reasons)];
    }),
  );
}

function describeSharedRefusals(endpoints: readonly Endpoint[]): Json {
  const needed = endpoints.flatMap(({ spec }) => {
    const possible = refusalsOf(spec);
    return statusesOf(possible).filter((status) => isShared(status, withStatus(status, possible)));
  });
  return Object.fromEntries(
    [...new Set(needed)]
      .sort()
      .map((status) => [responseName(status), describeRefusal(status, withStatus(status, documentedErrors))]),
  );
}

function statusesOf(possible: readonly DocumentedError[]): number[] {
  return [...new Set(possible.map(({ status }) => status))];
}

function withStatus(status: number, possible: readonly DocumentedError[]): DocumentedError[] {
  return possible.filter((refusal) => refusal.status === status);
}

function isShared(status: number, reasons: DocumentedError[]): boolean {
  return withStatus(status, documentedErrors).every((refusal) => reasons.includes(refusal));
}

/** "TooManyRequests" */
function responseName(status: number): string {
  return (STATUS_CODES[status] ?? "").replace(/\W/g, "");
}

function responseRef(status: number): Json {
  return { $ref: `#/components/responses/${responseName(status)}` };
}

function describeRefusal(status: number, reasons: DocumentedError[]): Json {
  const name = reasons.some(({ code }) => hasErrorsField(code)) ? "InvalidInput" : "Failure";
  const waits = status === httpStatusByCode.rate_limited || status === httpStatusByCode.unavailable;
  return {
    description: reasons.map(({ meaning }) => meaning).join(" "),
    headers: waits ? { ...answerHeaders, ...retryHeader } : answerHeaders,
    content: {
      "application/json": {
        schema: { $ref: `#/components/schemas/${name}` },
        examples: Object.fromEntries(
          reasons.map((reason) => [reason.code, { summary: reason.meaning, value: exampleFailure(reason) }]),
        ),
      },
    },
  };
}

function exampleFailure({ code, status, meaning, remedy }: DocumentedError): Json {
  const parameters = { query: {}, path: {}, header: {} };
  return {
    message: `${meaning} ${remedy}`,
    ...(hasErrorsField(code) && { errors: { fields: {}, parameters } }),
    meta: { ...(exampleOf(toSchema(Meta)) as Json), status },
  };
}

/** With every answer. */
export const answerHeaders = {
  "X-Request-Id": { description: "The same as `meta.requestId`.", schema: { type: "string" } },
  "X-RateLimit-Limit": { description: "Calls allowed in any 60 seconds.", schema: { type: "integer" } },
  "X-RateLimit-Remaining": { description: "Calls left at this moment.", schema: { type: "integer" } },
  "X-RateLimit-Reset": {
    description: "Seconds until there is room for another call.",
    schema: { type: "integer" },
  },
};

const replayHeader = {
  "Idempotent-Replayed": {
    description: "'true' where an earlier call with this Idempotency-Key did it.",
    schema: { type: "string", const: "true" },
  },
};

const linkHeader = {
  Link: {
    description: 'Where the next page is, with rel="next"; none on the last.',
    schema: { type: "string" },
  },
};

const retryHeader = {
  "Retry-After": { description: "Seconds to wait before the next try.", schema: { type: "integer" } },
};

function toSchema(schema: z.ZodType): Json {
  // "input" is the wire's side of a codec: what callers send, and what they get.
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" }) as Json;
  return rest;
}
