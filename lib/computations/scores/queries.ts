import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { estimate } from "@/lib/computations/preview/estimate";
import { countContacts } from "@/lib/computations/preview/queries";
import { characters } from "@/lib/computations/preview/sample";
import type { RowWithBody, ScoreShares } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { contactTables } from "@/lib/contacts/tables";
import { Prisma } from "@/lib/db/generated/client";
import { runStatement } from "@/lib/db/transact";

/** Up to `counted` contacts are counted; of more, about `sampled`. */
const limits = { counted: 20_000, sampled: 5_000 };

type ScoreRow = Pick<RowWithBody<"score">, "id" | "propertyName" | "body">;

/** How many contacts have a good, normal and bad score, by the score's id. Estimates in a large workspace. */
export async function countScoreShares(
  workspaceId: WorkspaceId,
  kind: ContactKind,
  scores: readonly ScoreRow[],
  { counted, sampled } = limits,
): Promise<Map<string, ScoreShares>> {
  if (scores.length === 0) return new Map();
  const total = await countContacts(workspaceId, kind);
  const endings = total > counted ? listEndings(sampled / total) : null;
  const sampleCondition =
    endings === null ? Prisma.empty : Prisma.sql`AND right(c."id", 2) = ANY(${endings}::text[])`;
  const counts = await runStatement<{
    position: number;
    all: number;
    good: number;
    bad: number;
    known: number;
  }>(
    Prisma.sql`
      SELECT s."position"::int - 1 AS "position", count(*)::int AS "all", count(v."value")::int AS "known",
             (count(*) FILTER (WHERE v."value" >= s."good"))::int AS "good",
             (count(*) FILTER (WHERE v."value" < s."good" AND v."value" < s."bad"))::int AS "bad"
      FROM ${contactTables[kind].table} c
      CROSS JOIN unnest(
        ${scores.map(({ propertyName }) => propertyName ?? "")}::text[], ${scores.map(({ body }) => body.good)}::int[],
        ${scores.map(({ body }) => body.bad)}::int[]
      ) WITH ORDINALITY s ("name", "good", "bad", "position")
      CROSS JOIN LATERAL (
        SELECT CASE jsonb_typeof(c."properties" -> s."name")
                 WHEN 'number' THEN (c."properties" ->> s."name")::float8 END AS "value"
      ) v
      WHERE c."workspaceId" = ${workspaceId} ${sampleCondition}
      GROUP BY 1`,
  );
  return new Map(
    scores.map(({ id }, index) => {
      const {
        all = 0,
        known = 0,
        good = 0,
        bad = 0,
      } = counts.find(({ position }) => position === index) ?? {};
      const toCount = (count: number) =>
        endings === null ? count : estimate(count, all, Math.max(total, all)).count;
      const shares = { good: toCount(good), normal: toCount(known - good - bad), bad: toCount(bad) };
      return [id, { ...shares, unknown: toCount(all - known), isExact: endings === null }];
    }),
  );
}

/** Endings of ids, which are random. The same ones each time: counts do not change with each look. */
function listEndings(share: number): string[] {
  const endings = characters.flatMap((last) => characters.map((first) => first + last));
  return endings.slice(0, Math.max(1, Math.round(endings.length * share)));
}
