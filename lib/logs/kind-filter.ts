import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import type { Kind } from "@/lib/logs/kinds";
import { type FacetName, facetNames, type LogFilter, noRoute } from "@/lib/logs/schema";

export type KnownKind = Omit<Kind, "workspaceId" | "permission"> & { id: number };

/** All kinds of calls that the workspace ever had. */
export async function listKinds(workspaceId: WorkspaceId): Promise<KnownKind[]> {
  const { rows } = await pool.query<KnownKind>({
    name: "list-kinds",
    text: `
      SELECT "id", "applicationId", "apiKeyId", "method", "route", "status", "errorCode", "client", "ipAddress"
      FROM "RequestKind"
      WHERE "workspaceId" = $1`,
    values: [workspaceId],
  });
  return rows;
}

/** What a kind has in place of each of a filter's names. */
export const valuesOf: Record<FacetName, (kind: KnownKind) => string[]> = {
  application: (kind) => [kind.applicationId],
  key: (kind) => [kind.apiKeyId],
  method: (kind) => [kind.method],
  route: (kind) => [kind.route || noRoute],
  status: ({ status }) => [`${Math.floor(status / 100)}xx`, String(status)],
  error: (kind) => [kind.errorCode],
  client: (kind) => [kind.client],
  ip: (kind) => [kind.ipAddress],
};

/** Tells which of a filter's names a kind does not fit; none: its calls are in the list. */
export function judgeBy(filter: LogFilter): (kind: KnownKind) => FacetName[] {
  const wanted = facetNames
    .filter((name) => filter[name].length > 0)
    .map((name) => [name, new Set<string>(filter[name])] as const);
  return (kind) =>
    wanted
      .filter(([name, values]) => !valuesOf[name](kind).some((value) => values.has(value)))
      .map(([name]) => name);
}

/** The kinds that a filter lets through; null: all that there are and will be. */
export async function findKinds(workspaceId: WorkspaceId, filter: LogFilter): Promise<number[] | null> {
  if (facetNames.every((name) => filter[name].length === 0)) return null;
  const judge = judgeBy(filter);
  const kinds = await listKinds(workspaceId);
  return kinds.filter((kind) => judge(kind).length === 0).map(({ id }) => id);
}
