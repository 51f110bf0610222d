import "server-only";
import { Prisma } from "@/lib/db/generated/client";

export function toMilliseconds(time: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(extract(epoch FROM ${time}) * 1000)::float8`;
}

/** The bound of a window as a parameter. PostgreSQL knows infinite times. */
export function toTimestamp(time: number): string {
  if (time === Number.NEGATIVE_INFINITY) return "-infinity";
  return time === Number.POSITIVE_INFINITY ? "infinity" : new Date(time).toISOString();
}
