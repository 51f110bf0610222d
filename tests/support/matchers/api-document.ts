import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { type Endpoint, type EndpointSpec, methods } from "@/lib/api/endpoint-spec";
import { describeApi } from "@/lib/api/openapi";
import type { JsonSchema } from "@/tests/support/models/from-schema";

export type Json = Record<string, unknown>;
type Parameter = { name: string; in: "path" | "query" | "header"; required: boolean; schema: JsonSchema };
type Response = { content?: { "application/json": { schema: Json; example?: unknown } } };
export type Operation = {
  parameters: Parameter[];
  requestBody?: { content: { "application/json": { schema: JsonSchema; example: unknown } } };
  responses: Record<string, Response | { $ref: string }>;
};

/** Reads the OpenAPI document, to compare its calls and responses with real ones. */
export function readDocument(endpoints: readonly Endpoint[]) {
  const document = describeApi(endpoints) as Json & {
    paths: Record<string, Record<string, Operation>>;
    components: { responses: Record<string, Response> };
  };
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, formats: { ulid: true } });
  ajv.addVocabulary(["example", ...Object.keys(document)]);
  ajv.addSchema({ ...document, $id: "api" });
  const compiled = new Map<Json, ValidateFunction>();
  const otherFailure = { $ref: "#/components/schemas/InvalidInput" };

  function getOperation(spec: EndpointSpec): Operation {
    const operation = document.paths[spec.path]?.[spec.method.toLowerCase()];
    if (!operation) throw new Error(`${spec.method} ${spec.path} is not in the document.`);
    return operation;
  }

  function findResponse(spec: EndpointSpec, status: number): Response | undefined {
    const response = getOperation(spec).responses[status];
    if (!response || !("$ref" in response)) return response;
    return document.components.responses[response.$ref.split("/").at(-1) ?? ""];
  }

  return {
    /** The methods that the path has. */
    listMethods: (path: string) =>
      methods.filter((method) => method.toLowerCase() in (document.paths[path] ?? {})),

    getOperation,

    exampleCall: (spec: EndpointSpec) => toCall(spec, getOperation(spec)),

    exampleAnswer: (spec: EndpointSpec) =>
      findResponse(spec, spec.status)?.content?.["application/json"].example,

    /** Validates a body against the schema of the status. Responses outside any endpoint have `errors`, for PHP. */
    expectShape(spec: EndpointSpec | null, status: number, body: unknown): void {
      const schema = spec ? findResponse(spec, status)?.content?.["application/json"].schema : otherFailure;
      if (!schema) throw new Error(`The document lacks ${status} of ${spec?.path}.`);
      const validate =
        compiled.get(schema) ?? ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')));
      compiled.set(schema, validate);
      validate(body);
      expect(validate.errors ?? [], JSON.stringify(body)).toEqual([]);
    },
  };
}

export type ExampleCall = {
  method: string;
  path: string;
  query: string;
  headers?: Record<string, string>;
  body?: string;
};

function toCall(spec: EndpointSpec, { parameters, requestBody }: Operation): ExampleCall {
  let path = spec.path;
  const query = new URLSearchParams();
  for (const { name, in: location, schema } of parameters) {
    const value = String(schema.example);
    if (location === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (location === "query" && schema.example !== undefined) query.set(name, value);
  }
  return {
    method: spec.method,
    path,
    query: query.size > 0 ? `?${query}` : "",
    ...(requestBody && { body: JSON.stringify(requestBody.content["application/json"].example) }),
  };
}
