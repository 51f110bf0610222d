import type { z } from "zod";
import type { Endpoint, EndpointSpec } from "@/lib/api/endpoint-spec";
import { acceptsIdempotencyKey, IdempotencyHeaders } from "@/lib/api/idempotency";
import { getExample, type Json, listNamedSchemas, toJsonSchema } from "@/lib/api/json-schema";
import { describeErrorResponses, describeSharedResponses, responseHeaders } from "@/lib/api/openapi-errors";
import { PageInfo } from "@/lib/api/response";
import { isManagementPermission } from "@/lib/auth/permissions";
import { env } from "@/lib/env";
import { ErrorBody, InvalidInputBody, Meta } from "@/lib/http/error-response";

/** Derives the OpenAPI 3.1 document from the declarations of these endpoints. */
export function describeApi(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Json> = {};
  for (const { spec } of endpoints) {
    paths[spec.path] = { ...paths[spec.path], [spec.method.toLowerCase()]: describeEndpoint(spec) };
  }
  return {
    openapi: "3.1.1",
    info: { title: "Customer data API", version: "1.0.0", description: getIntroduction() },
    servers: [{ url: `${env().NEXTAUTH_URL}/api` }],
    security: [{ apiKey: [] }],
    tags: [...new Set(endpoints.map(({ spec }) => spec.group))].map((name) => ({
      name,
      description: groupDescriptions[name],
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
      responses: describeSharedResponses(endpoints),
      schemas: {
        Failure: toJsonSchema(ErrorBody),
        InvalidInput: toJsonSchema(InvalidInputBody),
        ...Object.assign({}, ...endpoints.map(({ spec }) => listNamedSchemas(spec.output))),
      },
    },
  };
}

function getIntroduction(): string {
  const { NEXTAUTH_URL, RATE_LIMIT_PER_MINUTE } = env();
  return [
    "Contacts, events and segments of a workspace. Every response is JSON with `meta.requestId`, errors included.",
    "Send an application's key in the header `x-api-key`. It opens the application's workspace, with the application's permissions.",
    `A workspace may make ${RATE_LIMIT_PER_MINUTE.toLocaleString("en")} calls in any 60 seconds, with all of its keys together. Rate limit headers count them.`,
    "With the request header `X-Server-Timing: 1`, the response has `Server-Timing`: the milliseconds of authentication, rate limit, body, handler and commit.",
    `[Keys, limits, errors and SDKs](${NEXTAUTH_URL}/developers) in detail.`,
  ].join("\n\n");
}

const groupDescriptions: Record<EndpointSpec["group"], string> = {
  Key: "The key of the call.",
  Users: "The people who use your product: identity, properties and events.",
  Accounts: "The companies of your users.",
  Events: "Events of users and accounts, and their definitions.",
  Properties: "The properties of users and accounts, computed ones included.",
  Segments: "Groups of users and accounts.",
  "Campaigns and channels": "The origins of visits.",
  Websites: "The websites of the workspace.",
  Management:
    "The applications of the workspace and their keys. Needs a management token (`jnm_…`) from Settings → API access in the " +
    "header `x-api-key`: keys of applications cannot call these endpoints.",
  Service: "The API itself. Without a key and without a rate limit.",
};

function describeEndpoint(spec: EndpointSpec): Json {
  const isPublic = spec.permission === "public";
  return {
    operationId: toOperationId(spec),
    tags: [spec.group],
    summary: spec.summary,
    description: [spec.description, spec.deprecated, describePermission(spec)].filter(Boolean).join("\n\n"),
    ...(spec.deprecated && { deprecated: true }),
    ...(isPublic && { security: [] }),
    ...(!isPublic && spec.permission && { "x-key-permissions": [spec.permission] }),
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
      ...describeErrorResponses(spec),
    },
  };
}

/** "GET /users/{userId}/events" becomes getUserEvents. */
function toOperationId({ method, path }: EndpointSpec): string {
  const words = path
    .replace(/s\/\{\w+\}/g, "")
    .split(/[^a-zA-Z]+/)
    .filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function describePermission({ permission }: EndpointSpec): string {
  if (permission === "public") return "Needs no key.";
  if (isManagementPermission(permission))
    return `Needs a management token with the permission ${permission}.`;
  if (permission === "TrackData")
    return `Needs the permission ${permission}. To send data in new integrations, we recommend the SDK connector.`;
  return permission ? `Needs the permission ${permission}.` : "Needs any enabled key.";
}

function describeParameters(schema: z.ZodType | undefined, part: "path" | "query" | "header"): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toJsonSchema(schema) as {
    properties?: Json;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: part,
    required: required.includes(name),
    schema: property,
  }));
}

function describeBody(body: z.ZodType): Json {
  const schema = toJsonSchema(body);
  return { schema, example: getExample(schema) };
}

function describeSuccesses(spec: EndpointSpec): Json {
  const { status, bodyFor } = spec;
  return {
    [status]: describeSuccess(spec, status),
    ...(spec.isConstant && {
      304: { description: "Not modified: 'If-None-Match' has the current ETag.", headers: responseHeaders },
    }),
    ...(bodyFor && { [bodyFor.status]: describeSuccess(spec, bodyFor.status) }),
  };
}

function describeSuccess(spec: EndpointSpec, status: number): Json {
  const content = status !== 204 && { content: { "application/json": describeContent(spec, status) } };
  return {
    description: status === 204 ? "Success, without a body." : "Success.",
    headers: {
      ...responseHeaders,
      ...(acceptsIdempotencyKey(spec) && replayHeader),
      ...(spec.envelope === "page" && linkHeader),
    },
    ...content,
  };
}

function describeContent({ envelope = "data", output }: EndpointSpec, status: number): Json {
  const [data, meta, page] = [toJsonSchema(output), toJsonSchema(Meta), toJsonSchema(PageInfo)];
  if (envelope === "none") return { schema: data };
  const fields = data as { properties?: Json; required?: string[] };
  const parts: Json =
    envelope === "message" ? { ...fields.properties } : { data, ...(envelope === "page" && { page }) };
  const examples = Object.entries(parts).map(([name, part]) => [name, getExample(part as Json)]);
  return {
    schema: {
      type: "object",
      properties: { ...parts, meta },
      required: [...(envelope === "message" ? (fields.required ?? []) : Object.keys(parts)), "meta"],
      additionalProperties: false,
    },
    example: { ...Object.fromEntries(examples), meta: { ...(getExample(meta) as Json), status } },
  };
}

const replayHeader = {
  "Idempotent-Replayed": {
    description: "'true' for the stored result of an earlier call with this Idempotency-Key.",
    schema: { type: "string", const: "true" },
  },
};

const linkHeader = {
  Link: {
    description: 'URL of the next page with rel="next". Absent on the last page.',
    schema: { type: "string" },
  },
};
