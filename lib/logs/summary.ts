import "server-only";
import type { z } from "zod";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { maskKey } from "@/lib/keys/mask";
import { barWidthOf, emptyBars, fillBars } from "@/lib/logs/bars";
import { countCalls } from "@/lib/logs/counts";
import { percentile } from "@/lib/logs/duration-steps";
import { type Labels, sumBy, toFacets } from "@/lib/logs/facets";
import { judgeBy, type KnownKind, listKinds } from "@/lib/logs/kind-filter";
import { oldestKept } from "@/lib/logs/queries";
import { spanOf, splitSpan } from "@/lib/logs/range";
import { LogFilter, type LogSummary } from "@/lib/logs/schema";
import { firstIdAt, timeOf } from "@/lib/logs/time";
import { isStorable } from "@/lib/text";

/** What a filter shows, in numbers: how many calls, how long they took, when they were, and what else to filter by. */
export async function summarizeLogs(
  workspaceId: WorkspaceId,
  input: z.input<typeof LogFilter>,
): Promise<LogSummary> {
  const filter = LogFilter.parse(input);
  const now = new Date();
  const oldest = await oldestKept(workspaceId);
  const kept = spanOf(filter, oldest, now);
  const open = !filter.range && !filter.from;
  const [kinds, first] = await Promise.all([
    listKinds(workspaceId),
    open && findFirstCall(workspaceId, oldest),
  ]);
  // Days before the first call would be empty for want of a customer, not of calls.
  const from = first && first > kept.from && first < kept.until ? first : kept.from;
  const span = { from, until: kept.until };
  const to = span.until < now ? span.until : now;
  const judge = judgeBy(filter);
  const matching = kinds.filter((kind) => judge(kind).length === 0);
  const barWidth = barWidthOf(to.getTime() - from.getTime());
  const bars = emptyBars(from, to === now ? now : new Date(to.getTime() - 1), barWidth);
  const [counts, labels] = await Promise.all([
    countCalls(workspaceId, splitSpan(span)),
    findLabels(workspaceId, kinds, filter),
    fillBars(workspaceId, matching, span, barWidth, bars),
  ]);
  const matchingIds = new Set(matching.map(({ id }) => id));
  const counted = counts.filter(({ kindId }) => matchingIds.has(kindId));
  const callsByStep = sumBy(counted, "step");
  return {
    calls: counted.reduce((sum, { calls }) => sum + calls, 0),
    from,
    to,
    p50: percentile(callsByStep, 0.5),
    p95: percentile(callsByStep, 0.95),
    facets: toFacets(kinds, sumBy(counts, "kindId"), filter, labels),
    barWidth,
    bars,
  };
}

async function findFirstCall(workspaceId: WorkspaceId, oldest: Date): Promise<Date | null> {
  const { rows } = await pool.query<{ id: string }>({
    name: "find-first-call",
    text: `SELECT "id" FROM "RequestLog" WHERE "workspaceId" = $1 AND "id" >= $2 ORDER BY "id" LIMIT 1`,
    values: [workspaceId, firstIdAt(oldest)],
  });
  return rows[0] ? timeOf(rows[0].id) : null;
}

/** The names of applications, and what the screens show of keys. */
async function findLabels(
  workspaceId: WorkspaceId,
  kinds: readonly KnownKind[],
  filter: LogFilter,
): Promise<Labels> {
  const ids = (known: string[], selected: string[]) => [
    ...new Set([...known, ...selected.filter(isStorable)]),
  ];
  const { rows } = await pool.query<{ id: string; name: string | null; hint: string | null; old: boolean }>({
    name: "label-facets",
    text: `
      SELECT "id", "name", NULL AS "hint", false AS "old" FROM "Application" WHERE "workspaceId" = $1 AND "id" = ANY($2)
      UNION ALL
      SELECT "id", NULL, "hint", "revokedAt" IS NOT NULL FROM "ApiKey" WHERE "workspaceId" = $1 AND "id" = ANY($3)`,
    values: [
      workspaceId,
      ids(
        kinds.map((kind) => kind.applicationId),
        filter.application,
      ),
      ids(
        kinds.map((kind) => kind.apiKeyId),
        filter.key,
      ),
    ],
  });
  const application = new Map<string, string>();
  const key = new Map<string, string>();
  for (const { id, name, hint, old } of rows) {
    if (name !== null) application.set(id, name);
    if (hint !== null) key.set(id, `${maskKey(hint)} (${old ? "old" : "current"})`);
  }
  return { application, key };
}
