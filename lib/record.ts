import { z } from "zod";

type Documentation = { description?: string; example?: unknown };

/**
 * An object with names that the sender chose, read into a Map: z.record would drop "__proto__". Accepts `[]`, which is
 * PHP's encoding of an empty object.
 */
export function RecordInput<Name extends z.ZodType<string>, Value extends z.ZodType>(
  name: Name,
  value: Value,
  { maxNames, ...documentation }: Documentation & { maxNames: number },
) {
  const values = z
    .map(name, value, "Expected an object.")
    .max(maxNames, `This may have ${maxNames} names at most.`);
  return describeAs(z.preprocess(toMap, values), z.record(name, value), {
    ...documentation,
    maxProperties: maxNames,
  });
}

/** The same for responses, as a plain object. z.record would drop "__proto__" here too. */
export function RecordOutput<Value extends z.ZodType>(value: Value, documentation: Documentation) {
  return describeAs(z.custom<Record<string, z.output<Value>>>(), z.record(z.string(), value), documentation);
}

function toMap(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return input;
  if (Array.isArray(input)) return input.length === 0 ? new Map() : input;
  return new Map(Object.entries(input));
}

/** Makes a schema appear in the OpenAPI document as `documented`, with `more` added. */
export function describeAs<Schema extends z.ZodType>(
  schema: Schema,
  documented: z.ZodType,
  more: object,
): Schema {
  schema._zod.toJSONSchema = () => {
    const { $schema, ...rest } = z.toJSONSchema(documented, { io: "input" });
    return { ...rest, ...more };
  };
  return schema;
}
