import fc from "fast-check";

/** The part of JSON Schema that the API's document uses. */
export type JsonSchema = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  example?: unknown;
};

/** Values that match the schema. Prefers the documented example and values close to it. */
export function fromSchema(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(fromSchema));
  switch (schema.type) {
    case "object":
      return fromObject(schema);
    case "array": {
      const { items = {}, minItems: minLength = 0, maxItems = minLength + 4 } = schema;
      return fc.array(fromSchema(items), { minLength, maxLength: Math.min(maxItems, minLength + 4) });
    }
    case "string":
      return fromString(schema);
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000 });
    case "number":
      return fc.double({ min: schema.minimum ?? -1e15, max: schema.maximum ?? 1e15, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function fromObject({
  properties = {},
  required = [],
  additionalProperties,
  propertyNames,
  example,
}: JsonSchema) {
  const declared = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, fromSchema(part)])),
    { requiredKeys: required },
  );
  const whole =
    typeof additionalProperties === "object"
      ? fc
          .tuple(
            declared,
            fc.dictionary(
              fromSchema({ type: "string", ...propertyNames }) as fc.Arbitrary<string>,
              fromSchema(additionalProperties),
              { maxKeys: 5 },
            ),
          )
          .map((parts) => Object.assign({}, ...parts))
      : declared;
  return example === undefined ? whole : fc.oneof(whole, fc.constant(example));
}

function fromString(schema: JsonSchema): fc.Arbitrary<string> {
  const { example } = schema;
  if (typeof example !== "string") return fromFormat(schema);
  // Few different values, so that calls refer to what earlier calls created.
  const similar = fc.nat(5).map((digit) => `${digit}${example}`);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(example) },
    { weight: 3, arbitrary: similar },
    fromFormat(schema),
  );
}

function fromFormat({ format, pattern, minLength = 0, maxLength = minLength + 30 }: JsonSchema) {
  if (format === "email") return fc.emailAddress();
  if (format === "date-time") return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  return fc.string({
    unit: "grapheme",
    minLength: Math.min(minLength, 1_000),
    maxLength: Math.min(maxLength, 1_000),
  });
}
