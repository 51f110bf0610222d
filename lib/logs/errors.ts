import "server-only";
import type { z } from "zod";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { countCalls } from "@/lib/logs/counts";
import { sumBy } from "@/lib/logs/facets";
import { judgeBy, type KnownKind, listKinds } from "@/lib/logs/kind-filter";
import { oldestKept } from "@/lib/logs/queries";
import { type Span, spanOf, splitSpan } from "@/lib/logs/range";
import { type ErrorGroup, LogFilter } from "@/lib/logs/schema";
import { firstIdAt, timeOf } from "@/lib/logs/time";

/** The errors among what is filtered, by kind and endpoint, the most frequent first. */
export async function listErrors(
  workspaceId: WorkspaceId,
  input: z.input<typeof LogFilter>,
): Promise<ErrorGroup[]> {
  const filter = LogFilter.parse(input);
  const span = spanOf(filter, await oldestKept(workspaceId), new Date());
  const [kinds, counts] = await Promise.all([
    listKinds(workspaceId),
    countCalls(workspaceId, splitSpan(span)),
  ]);
  const calls = sumBy(counts, "kindId");
  const judge = judgeBy(filter);
  const errors = kinds.filter((kind) => kind.status >= 400 && calls.has(kind.id) && judge(kind).length === 0);
  const newest = await findNewest(workspaceId, errors, span);
  const groups = new Map<string, ErrorGroup>();
  for (const kind of errors) {
    const last = newest.get(kind.id);
    if (last) addTo(groups, kind, calls.get(kind.id) ?? 0, last);
  }
  return [...groups.values()].sort((a, b) => b.calls - a.calls || (a.lastId < b.lastId ? 1 : -1));
}

type Newest = { id: string; path: string };

function addTo(groups: Map<string, ErrorGroup>, kind: KnownKind, calls: number, newest: Newest): void {
  const { errorCode, status, method } = kind;
  const route = kind.route || null;
  const name = JSON.stringify([errorCode, status, method, route]);
  const known = groups.get(name);
  const last = known && known.lastId > newest.id ? { id: known.lastId, path: known.lastPath } : newest;
  groups.set(name, {
    errorCode,
    status,
    method,
    route,
    calls: (known?.calls ?? 0) + calls,
    lastId: last.id,
    lastPath: last.path,
    lastAt: timeOf(last.id),
  });
}

/** The newest call of each kind. */
async function findNewest(
  workspaceId: WorkspaceId,
  kinds: readonly KnownKind[],
  { from, until }: Span,
): Promise<Map<number, Newest>> {
  const { rows } = await pool.query<Newest & { kindId: number }>({
    name: "find-newest-of-kinds",
    text: `
      SELECT k."id" AS "kindId", newest."id", newest."path"
      FROM unnest($4::int[]) AS k("id")
      CROSS JOIN LATERAL (
        SELECT "id", "path" FROM "RequestLog"
        WHERE "workspaceId" = $1 AND "kindId" = k."id" AND "id" >= $2 AND "id" < $3
        ORDER BY "id" DESC
        LIMIT 1
      ) AS newest`,
    values: [workspaceId, firstIdAt(from), firstIdAt(until), kinds.map(({ id }) => id)],
  });
  return new Map(rows.map(({ kindId, ...newest }) => [kindId, newest]));
}
