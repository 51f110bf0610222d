import type { RepeatableCall } from "@/components/logs/detail/call-snippets";

/** An operation of the OpenAPI document, as the reference renders it. */
export type Operation = {
  /** Its anchor on the page: "getUsers". */
  id: string;
  method: string;
  path: string;
  summary: string;
  paragraphs: string[];
  isDeprecated: boolean;
  needsKey: boolean;
  parameters: Parameter[];
  body: { fields: OperationField[]; example: string } | null;
  successes: Success[];
  errors: OperationError[];
};

export type Parameter = OperationField & { in: "path" | "query" | "header" };

export type OperationField = {
  /** Dotted where it is nested, with [] for each item of a list: "users[].identification.userId". */
  name: string;
  /** "string, 1–255 characters" */
  type: string;
  isRequired: boolean;
  isDeprecated: boolean;
  description: string;
  /** The example of the schema, as a request carries it; undefined if the schema has none. */
  example: string | undefined;
};

export type Success = { status: number; fields: OperationField[]; example: string | null };

/** The description is null if the status has its general meaning. */
export type OperationError = { status: number; description: string | null };

export type OperationGroup = { name: string; description: string; operations: Operation[] };

/** The part of JSON Schema that our documents use. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  description?: string;
  example?: unknown;
  deprecated?: boolean;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
}

interface Media {
  schema: Schema;
  example?: unknown;
}

interface OpenApiResponse {
  $ref?: string;
  description?: string;
  content?: { "application/json": Media };
}

interface OpenApiOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  deprecated?: boolean;
  security?: unknown[];
  parameters?: { name: string; in: Parameter["in"]; required: boolean; schema: Schema }[];
  requestBody?: { content: { "application/json": Media } };
  responses: Record<string, OpenApiResponse>;
}

/** An OpenAPI document as lib/api/openapi.ts writes it. */
export interface OpenApiDocument {
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  components?: { schemas?: Record<string, Schema> };
}

/** Returns every operation of the document, by group, in the document's order. */
export function listOperationGroups({ tags, paths, components }: OpenApiDocument): OperationGroup[] {
  const schemas = components?.schemas ?? {};
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      group: operation.tags[0],
      operation: readOperation(method.toUpperCase(), path, operation, schemas),
    })),
  );
  return tags.map(({ name, description }) => ({
    name,
    description,
    operations: operations.filter(({ group }) => group === name).map(({ operation }) => operation),
  }));
}

type Schemas = Record<string, Schema>;

function readOperation(
  method: string,
  path: string,
  operation: OpenApiOperation,
  schemas: Schemas,
): Operation {
  const body = operation.requestBody?.content["application/json"];
  const responses = Object.entries(operation.responses).map(([status, response]) => ({
    status: Number(status),
    response,
  }));
  return {
    id: operation.operationId,
    method,
    path,
    summary: operation.summary,
    paragraphs: operation.description.split("\n\n"),
    isDeprecated: operation.deprecated ?? false,
    needsKey: operation.security?.length !== 0,
    parameters: (operation.parameters ?? []).map(({ name, in: location, required, schema }) => ({
      ...readField(name, schema, required),
      in: location,
    })),
    body: body ? { fields: listFields(body.schema), example: formatJson(body.example) } : null,
    successes: responses
      .filter(({ status }) => status < 400)
      .map(({ status, response }) => readSuccess(status, response.content?.["application/json"], schemas)),
    errors: responses
      .filter(({ status }) => status >= 400)
      .map(({ status, response }) => ({ status, description: response.description ?? null })),
  };
}

function readSuccess(status: number, media: Media | undefined, schemas: Schemas): Success {
  if (!media) return { status, fields: [], example: null };
  return {
    status,
    // The guide explains meta and page for every operation.
    fields: listFields(expandReferences(media.schema, schemas)).filter(
      ({ name }) => !/^(?:meta|page)(?:\.|$)/.test(name),
    ),
    example: media.example === undefined ? null : formatJson(media.example),
  };
}

/** Replaces references by what they refer to. A schema within itself is an object without fields. */
function expandReferences(schema: Schema, schemas: Schemas, opened: readonly string[] = []): Schema {
  const name = schema.$ref?.split("/").at(-1);
  if (name !== undefined) {
    if (opened.includes(name)) return { type: "object" };
    return expandReferences(schemas[name] ?? {}, schemas, [...opened, name]);
  }
  const expand = (part: Schema) => expandReferences(part, schemas, opened);
  return {
    ...schema,
    ...(schema.items && { items: expand(schema.items) }),
    ...(schema.properties && {
      properties: Object.fromEntries(
        Object.entries(schema.properties).map(([key, part]) => [key, expand(part)]),
      ),
    }),
  };
}

function listFields(schema: Schema, prefix = ""): OperationField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = prefix + key;
    const isRequired = schema.required?.includes(key) ?? false;
    const isList = property.items !== undefined;
    return [
      readField(name, property, isRequired),
      ...listFields(property.items ?? property, isList ? `${name}[].` : `${name}.`),
    ];
  });
}

function readField(name: string, schema: Schema, isRequired: boolean): OperationField {
  return {
    name,
    type: describeType(schema),
    isRequired,
    isDeprecated: schema.deprecated ?? false,
    description: schema.description ?? "",
    example: schema.example === undefined ? undefined : writeExample(schema.example),
  };
}

function describeType(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.anyOf) return [...new Set(schema.anyOf.map(describeType))].join(" or ");
  return [nameType(schema), ...describeBounds(schema)].join(", ");
}

function nameType({ type, items, format, properties, additionalProperties }: Schema): string {
  if (items) return `list of ${pluralize(nameType(items))}`;
  if (type === "object" && !properties && typeof additionalProperties === "object") {
    return `object of ${listNames(additionalProperties)}`;
  }
  const name = [type ?? "any"].flat().join(" or ");
  return format ? `${name} (${format})` : name;
}

function listNames(schema: Schema): string {
  return (schema.anyOf ?? [schema]).map(nameType).join(", ");
}

function pluralize(name: string): string {
  return name.replace(/^\w+/, "$&s");
}

function describeBounds(schema: Schema): string[] {
  const { minLength, maxLength, minimum, maximum, maxItems, minProperties, maxProperties } = schema;
  const isBounded = Math.abs(maximum ?? Number.MAX_SAFE_INTEGER) < Number.MAX_SAFE_INTEGER;
  return [
    maxLength === undefined ? "" : `${describeRange(minLength, maxLength)} characters`,
    isBounded ? describeRange(minimum, maximum) : "",
    maxItems === undefined ? "" : `${describeRange(undefined, maxItems)} items`,
    maxProperties === undefined ? "" : `${describeRange(undefined, maxProperties)} values`,
    minProperties === 1 ? "at least one value" : "",
  ].filter(Boolean);
}

function describeRange(min: number | undefined, max: number | undefined): string {
  const largest = max?.toLocaleString("en");
  return min ? `${min.toLocaleString("en")}–${largest}` : `at most ${largest}`;
}

function writeExample(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Input of the form that tries an operation. */
export type CallInput = {
  /** By the parameter's name. An empty value is left out. */
  parameters: Record<string, string>;
  body: string;
};

/** Returns the initial input: an example for each required value. */
export function toExampleInput({ parameters, body }: Pick<Operation, "parameters" | "body">): CallInput {
  const required = parameters.filter(({ isRequired }) => isRequired);
  return {
    parameters: Object.fromEntries(required.map(({ name, example }) => [name, example ?? ""])),
    body: body?.example ?? "",
  };
}

/** Returns the call as code samples and fetch need it. Empty path parameters stay as "{userId}". */
export function toCall(
  { method, path, parameters, body }: Pick<Operation, "method" | "path" | "parameters" | "body">,
  input: CallInput,
  apiUrl: string,
): RepeatableCall {
  const filled = path.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    input.parameters[name] ? encodeURIComponent(input.parameters[name]) : placeholder,
  );
  const query = new URLSearchParams(
    parameters.flatMap(({ name, in: location }) => {
      const value = input.parameters[name];
      return location === "query" && value ? [[name, value]] : [];
    }),
  );
  return {
    method,
    apiUrl,
    target: query.size > 0 ? `${filled}?${query}` : filled,
    route: path,
    contentType: body ? "application/json" : undefined,
    body: input.body,
  };
}
