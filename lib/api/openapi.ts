import { z } from "zod";
import type { Endpoint, EndpointSpec } from "@/lib/api/endpoint";
import { Failure, InvalidInput, Meta } from "@/lib/api/envelope";
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
    description: [spec.description, permissionSentence(spec)].filter(Boolean).join("\n\n"),
    ...(keyless && { security: [] }),
    ...(!keyless && spec.permission && { "x-key-permissions": [spec.permission] }),
    parameters: [...describeParameters(spec.params, "path"), ...describeParameters(spec.query, "query")],
    ...(spec.body && {
      requestBody: { required: true, content: { "application/json": { schema: toSchema(spec.body) } } },
    }),
    responses: {
      [spec.status]: {
        description: "Success.",
        headers: rateHeaders,
        content: { "application/json": { schema: successSchema(spec) } },
      },
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

function describeParameters(schema: z.ZodType | undefined, place: "path" | "query"): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toSchema(schema) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

function successSchema({ envelope, output }: EndpointSpec): Json {
  if (envelope === false) return toSchema(output);
  return {
    type: "object",
    properties: { data: toSchema(output), meta: toSchema(Meta) },
    required: ["data", "meta"],
    additionalProperties: false,
  };
}

function refusalsOf({ permission }: EndpointSpec): [number, string][] {
  const ours: [number, string][] = [
    [statusOf.internal, "Our mistake. It is recorded under the request id."],
    [statusOf.unavailable, "The service is away for a moment. Retry-After says when to try again."],
  ];
  if (permission === "public") return [[statusOf.bad_request, "The request is not valid."], ...ours];
  return [
    [statusOf.bad_request, "The request is not valid."],
    [statusOf.unauthorized, "No key, an unknown key, or a key that lacks the permission."],
    [statusOf.key_disabled, "The key is disabled."],
    [statusOf.rate_limited, "Too many calls. Retry-After says when to try again."],
    ...ours,
  ];
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

function toSchema(schema: z.ZodType): Json {
  // "input" is the wire's side of a codec: what callers send, and what they get.
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" }) as Json;
  return rest;
}
