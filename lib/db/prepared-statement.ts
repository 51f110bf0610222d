import "server-only";
import type { QueryConfig } from "pg";
import { Prisma } from "@/lib/db/generated/client";

/** Names a statement, so that a connection parses it once. All statements of one name must have the same text. */
export function nameStatement(name: string, { text, values }: Prisma.Sql): QueryConfig {
  return { name, text, values };
}

const texts = new Map<string, string>();

/**
 * A named statement for hot paths. Its text is composed once per name, so it may depend on nothing but the name. Each
 * value is one parameter, however often the text uses it.
 */
export function composeStatement<Parameter extends string>(
  name: string,
  values: Record<Parameter, unknown>,
  compose: (parameters: Record<Parameter, Prisma.Sql>) => Prisma.Sql,
): QueryConfig {
  let text = texts.get(name);
  if (text === undefined) {
    const parameters = Object.keys(values).map((key, index) => [key, Prisma.raw(`$${index + 1}`)]);
    const statement = compose(Object.fromEntries(parameters));
    if (statement.values.length > 0) throw new TypeError(`The text of '${name}' contains a value.`);
    text = statement.text;
    texts.set(name, text);
  }
  return { name, text, values: Object.values(values) };
}
