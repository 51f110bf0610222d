import { z } from "zod";
import { mostBodyBytes } from "@/lib/api/body";
import type { Endpoint, EndpointSpec } from "@/lib/api/endpoint";
import { Failure, InvalidInput, Meta, PageInfo } from "@/lib/api/envelope";
import { IdempotencyHeaders, takesIdempotencyKey } from "@/lib/api/idempotency";
import { env } from "@/lib/env";
import { statusOf } from "@/lib/errors";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of these endpoints. Nothing in it is written twice: it is read from their declarations. */
export function describeApi(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Json> = {};
  for (const { spec } of endpoints) {
    paths[spec.path] = { ...paths[spec.path], [spec.method.toLowerCase()]: describeEndpoint(spec) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "API",
      version: "1.0.0",
      description: `Send the API key in the header 'x-api-key'. A workspace may make ${env().RATE_LIMIT_PER_MINUTE.toLocaleString("en")} calls in any 60 seconds.`,
    },
    servers: [{ url: `${env().NEXTAUTH_URL}/api` }],
    security: [{ apiKey: [] }],
    tags: [...new Set(endpoints.map(({ spec }) => spec.group))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { apiKey: { type: "apiKey", in: "header", name: "x-api-key" } },
      schemas: { Failure: toSchema(Failure), InvalidInput: toSchema(InvalidInput) },
    },
  };
}

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
      ...(takesIdempotencyKey(spec) ? describeParameters(IdempotencyHeaders, "header") : []),
    ],
    ...(spec.body && {
      requestBody: { required: true, content: { "application/json": describeBody(spec.body) } },
    }),
    responses: {
      ...describeSuccesses(spec),
      ...Object.fromEntries(
        refusalsOf(spec).map(([status, text]) => [status, describeRefusal(status, text)]),
      ),
    },
  };
}

function operationId({ method, path }: EndpointSpec): string {
  const words = path.split(/[^a-zA-Z]+/).filter(Boolean);
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
    ...(bodyFor && { [bodyFor.status]: describeSuccess(spec, bodyFor.status) }),
  };
}

function describeSuccess(spec: EndpointSpec, status: number): Json {
  const content = status !== 204 && { content: { "application/json": describeAnswer(spec, status) } };
  return {
    description: status === 204 ? "Success, without a body." : "Success.",
    headers: { ...rateHeaders, ...(takesIdempotencyKey(spec) && replayHeader) },
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

function refusalsOf(spec: EndpointSpec): [number, string][] {
  const { permission, params, notFound, body } = spec;
  const keyed = permission !== "public";
  const possible: [applies: boolean, status: number, description: string][] = [
    [true, statusOf.bad_request, "The request is not valid. 'errors' says what to change."],
    [keyed, statusOf.unauthorized, "No key, an unknown key, or a key that lacks the permission."],
    [keyed, statusOf.key_disabled, "The key is disabled."],
    [
      Boolean(params ?? notFound),
      statusOf.not_found,
      notFound ?? "It does not exist, or not in this workspace.",
    ],
    [takesIdempotencyKey(spec), statusOf.conflict, "The Idempotency-Key was used for another call."],
    [Boolean(body), statusOf.payload_too_large, `The body has more than ${mostBodyBytes} bytes.`],
    [Boolean(body), statusOf.unsupported_media_type, "The body was not sent as JSON."],
    [keyed, statusOf.rate_limited, "Too many calls. Retry-After says when to try again."],
    [true, statusOf.internal, "Our mistake. It is recorded under the request id."],
    [true, statusOf.unavailable, "The service is away for a moment. Retry-After says when to try again."],
  ];
  return possible.filter(([applies]) => applies).map(([, status, description]) => [status, description]);
}

function describeRefusal(status: number, description: string): Json {
  const name = status === statusOf.bad_request ? "InvalidInput" : "Failure";
  return {
    description,
    headers: rateHeaders,
    content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
  };
}

const rateHeaders = {
  "X-RateLimit-Limit": { description: "Calls allowed in any 60 seconds.", schema: { type: "integer" } },
  "X-RateLimit-Remaining": { description: "Calls left.", schema: { type: "integer" } },
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

function toSchema(schema: z.ZodType): Json {
  // "input" is the wire's side of a codec: what callers send, and what they get.
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" }) as Json;
  return rest;
}
