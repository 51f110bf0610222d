import { z } from "zod";

export type Json = Record<string, unknown>;

/**
 * Returns the JSON schema of the encoded form: the input side of codecs, for requests and responses. It refers to the
 * named schemas of `listNamedSchemas` as components of the document.
 */
export function toJsonSchema(schema: z.ZodType): Json {
  const { $schema, $defs, ...rest } = z.toJSONSchema(schema, { io: "input" }) as Json;
  return $defs ? referToComponents(rest) : rest;
}

/** Returns the parts of a schema that have an id, such as recursive ones, by their id. */
export function listNamedSchemas(schema: z.ZodType): Json {
  // The output of a response without a body cannot be represented, and names nothing.
  const { $defs = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
  return referToComponents($defs as Json);
}

function referToComponents(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

/**
 * Composes the example from `.meta({ example })` of the schema or its parts. Leaves out deprecated parts, and optional ones
 * without an example.
 */
export function getExample(schema: Json): unknown {
  if ("example" in schema) return schema.example;
  if ("const" in schema) return schema.const;
  if (schema.items) return [getExample(schema.items as Json)];
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const shown = Object.entries(properties).filter(
    ([name, part]) => !part.deprecated && (required.includes(name) || hasExample(part)),
  );
  return Object.fromEntries(shown.map(([name, part]) => [name, getExample(part)]));
}

function hasExample(schema: Json): boolean {
  return ["example", "const", "items", "properties"].some((name) => name in schema);
}
