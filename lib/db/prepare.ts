import type { QueryConfig } from "pg";
import type { Prisma } from "@/lib/db/generated/client";

/** Names a statement, so that a connection parses it once. All statements of one name must have the same text. */
export function prepare(name: string, { text, values }: Prisma.Sql): QueryConfig {
  return { name, text, values };
}
