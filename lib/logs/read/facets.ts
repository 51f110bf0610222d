import "server-only";
import { STATUS_CODES } from "node:http";
import type { WorkspaceId } from "@/lib/auth/actor";
import { type Permission, permissions } from "@/lib/auth/permissions";
import { Prisma } from "@/lib/db/generated/client";
import { pool } from "@/lib/db/pool";
import { nameStatement } from "@/lib/db/prepared-statement";
import { maskKey } from "@/lib/keys/mask";
import {
  activeFacets,
  dimensionCondition,
  facetColumns,
  facetCondition,
} from "@/lib/logs/read/dimension-filter";
import type { TimeSlice } from "@/lib/logs/read/time-range";
import { callCountsSql } from "@/lib/logs/rollup/select-rollups";
import { type FacetName, type FacetOption, facetNames, type LogFilter, noRoute } from "@/lib/logs/schema";
import { isStorable } from "@/lib/text/text";

/** A facet offers its values with the most calls, and the selected ones. */
const maxOptions = 100;

const classLabels: Record<string, string> = {
  "1xx": "1xx Informational",
  "2xx": "2xx Success",
  "3xx": "3xx Redirect",
  "4xx": "4xx Client error",
  "5xx": "5xx Server error",
};

type FacetCount = { facet: FacetName; value: string; calls: number };
/** Labels of values that are ids. */
type FacetLabels = Partial<Record<FacetName, ReadonlyMap<string, string>>>;

/** The options of every facet, the most frequent first. */
export async function listFacetOptions(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  slices: readonly TimeSlice[],
): Promise<Record<FacetName, FacetOption[]>> {
  const counts = slices.length > 0 ? await countFacetValues(workspaceId, filter, slices) : [];
  const labels = await findFacetLabels(workspaceId, filter, counts);
  const facets = facetNames.map((facet) => [facet, toOptions(facet, filter, counts, labels[facet])] as const);
  return Object.fromEntries(facets) as Record<FacetName, FacetOption[]>;
}

/** The calls of each value, with the filter's values of the other facets. */
async function countFacetValues(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  slices: readonly TimeSlice[],
): Promise<FacetCount[]> {
  const facetCounts = facetNames.map((facet) => {
    const column = facetColumns[facet];
    const otherFacets = activeFacets(filter).filter((active) => active !== facet);
    const selectedFirst =
      filter[facet].length > 0 ? Prisma.sql`${facetCondition(filter, facet)} DESC,` : Prisma.empty;
    return Prisma.sql`(
      SELECT ${facet}::text AS "facet", ${column}::text AS "value", sum(d."calls")::int AS "calls"
      FROM dimension d
      WHERE ${dimensionCondition(filter, otherFacets)}
      GROUP BY ${column}
      ORDER BY ${selectedFirst} "calls" DESC
      LIMIT ${maxOptions + filter[facet].length})`;
  });
  const { rows } = await pool.query<FacetCount>(Prisma.sql`
    WITH dimension AS MATERIALIZED (
      SELECT d.*, c."calls"
      FROM (
        SELECT "dimensionId", sum("calls")::int AS "calls" FROM (${callCountsSql(workspaceId, slices)}) AS c GROUP BY 1
      ) AS c
      JOIN "RequestDimension" d ON d."workspaceId" = ${workspaceId} AND d."id" = c."dimensionId"
    )
    ${Prisma.join(facetCounts, " UNION ALL ")}`);
  return rows;
}

/** The names of applications and the hints of keys. */
async function findFacetLabels(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  counts: readonly FacetCount[],
): Promise<FacetLabels> {
  const listIds = (facet: "application" | "key") => [
    ...counts.filter((count) => count.facet === facet).map(({ value }) => value),
    ...filter[facet].filter(isStorable),
  ];
  const select = Prisma.sql`
    SELECT "id", "name", NULL AS "hint", false AS "old"
    FROM "Application" WHERE "workspaceId" = ${workspaceId} AND "id" = ANY(${listIds("application")})
    UNION ALL
    SELECT "id", NULL, "hint", "revokedAt" IS NOT NULL
    FROM "ApiKey" WHERE "workspaceId" = ${workspaceId} AND "id" = ANY(${listIds("key")})`;
  const { rows } = await pool.query<{ id: string; name: string | null; hint: string | null; old: boolean }>(
    nameStatement("find-facet-labels", select),
  );
  const application = new Map<string, string>();
  const key = new Map<string, string>();
  for (const { id, name, hint, old } of rows) {
    if (name !== null) application.set(id, name);
    if (hint !== null) key.set(id, `${maskKey(hint)} (${old ? "old" : "current"})`);
  }
  return { application, key };
}

function toOptions(
  facet: FacetName,
  filter: LogFilter,
  counts: readonly FacetCount[],
  labels: ReadonlyMap<string, string> | undefined,
): FacetOption[] {
  const selected = new Set<string>(filter[facet]);
  const calls = new Map<string, number>(filter[facet].map((value) => [value, 0]));
  for (const count of counts.filter((count) => count.facet === facet)) {
    for (const value of toFilterValues(facet, count.value))
      calls.set(value, (calls.get(value) ?? 0) + count.calls);
  }
  return [...calls]
    .map(([value, count]) => ({
      value,
      label: labels?.get(value) ?? toLabel(facet, value),
      calls: count,
      selected: selected.has(value),
    }))
    .sort((a, b) => b.calls - a.calls || (a.label < b.label ? -1 : 1))
    .filter((option, index) => index < maxOptions || option.selected);
}

/** The filter's values for a stored one: a status also counts for its class. */
function toFilterValues(facet: FacetName, stored: string): string[] {
  if (facet === "status") return [stored, `${stored.charAt(0)}xx`];
  if (facet === "route") return [stored || noRoute];
  return stored === "" ? [] : [stored];
}

function toLabel(facet: FacetName, value: string): string {
  if (facet === "route" && value === noRoute) return "No endpoint";
  if (facet === "observed") return permissions[value as Permission]?.label ?? value;
  if (facet === "status") return classLabels[value] ?? `${value} ${STATUS_CODES[value] ?? ""}`.trim();
  return value;
}
