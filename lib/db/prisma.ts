import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { singleton } from "@/lib/singleton";

/** Prisma, for the screens' reads and writes. The API's request path uses SQL through the same pool. */
export const prisma: PrismaClient = singleton(
  "prisma",
  // The longer formats contain the values of a failed query, which must not reach a log.
  () => new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: "minimal" }),
);

export type Transaction = Omit<
  PrismaClient,
  "$connect" | "$disconnect" | "$on" | "$use" | "$extends" | "$transaction"
>;
