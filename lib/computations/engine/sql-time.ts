import "server-only";
import { Prisma } from "@/lib/db/generated/client";

/** Whole milliseconds. `date_part` computes with float8, which is cheaper than the numeric of `extract`. */
export function toMilliseconds(time: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`round(date_part('epoch', ${time}) * 1000)`;
}

/** The bound of a window as a parameter. PostgreSQL knows infinite times. */
export function toTimestamp(time: number): string {
  if (time === Number.NEGATIVE_INFINITY) return "-infinity";
  return time === Number.POSITIVE_INFINITY ? "infinity" : new Date(time).toISOString();
}
