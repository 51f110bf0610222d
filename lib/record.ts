import { z } from "zod";

type Description = { description?: string; example?: unknown };

/**
 * An object whose names its sender chose, read as a Map: there "__proto__" and "constructor" are names like any
 * other, of which z.record drops the first. PHP spells an object that has no names `[]`.
 */
export function RecordInput<Name extends z.ZodType<string>, Value extends z.ZodType>(
  name: Name,
  value: Value,
  { most, ...description }: Description & { most: number },
) {
  const values = z.map(name, value, "Expected an object.").max(most, `This may have ${most} names at most.`);
  return describeAs(z.preprocess(toMap, values), z.record(name, value), {
    ...description,
    maxProperties: most,
  });
}

/** Such an object on its way out, where z.record would drop a name as well. */
export function RecordOutput<Value extends z.ZodType>(value: Value, description: Description) {
  return describeAs(z.custom<Record<string, z.output<Value>>>(), z.record(z.string(), value), description);
}

function toMap(input: unknown): unknown {
  if (typeof input !== "object" || input === null) return input;
  if (Array.isArray(input)) return input.length === 0 ? new Map() : input;
  return new Map(Object.entries(input));
}

/** Lets a schema appear in the API's document as another one does. */
export function describeAs<Schema extends z.ZodType>(schema: Schema, other: z.ZodType, more: object): Schema {
  schema._zod.toJSONSchema = () => {
    const { $schema, ...rest } = z.toJSONSchema(other, { io: "input" });
    return { ...rest, ...more };
  };
  return schema;
}
