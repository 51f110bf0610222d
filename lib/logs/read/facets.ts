import "server-only";
import { STATUS_CODES } from "node:http";
import type { WorkspaceId } from "@/lib/auth/actor";
import { type Permission, permissions } from "@/lib/auth/permissions";
import { maskKey } from "@/lib/keys/mask";
import { findLoggedNames } from "@/lib/logs/read/logged-names";
import type { TimeRange } from "@/lib/logs/read/time-range";
import { type FacetName, type FacetOption, facetNames, type LogFilter, noRoute } from "@/lib/logs/schema";
import type { FacetCount } from "@/lib/logs/store/log-store";
import { logStore } from "@/lib/logs/store/postgres-store";
import { isStorable } from "@/lib/text/storable";

/** A facet offers its values with the most calls, and the selected ones. */
const maxOptions = 100;

const classLabels: Record<string, string> = {
  "1xx": "1xx Informational",
  "2xx": "2xx Success",
  "3xx": "3xx Redirect",
  "4xx": "4xx Client error",
  "5xx": "5xx Server error",
};

/** Labels of values that are ids. */
type FacetLabels = Partial<Record<FacetName, ReadonlyMap<string, string>>>;

/** The options of every facet, the most frequent first. */
export async function listFacetOptions(
  workspaceId: WorkspaceId,
  filter: LogFilter,
  range: TimeRange,
): Promise<Record<FacetName, FacetOption[]>> {
  const counts = await logStore.countFacetValues(workspaceId, filter, range, maxOptions);
  const labels = await findFacetLabels(workspaceId, filter, counts);
  const facets = facetNames.map((facet) => [facet, toOptions(facet, filter, counts, labels[facet])] as const);
  return Object.fromEntries(facets) as Record<FacetName, FacetOption[]>;
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
  const { applications, keys } = await findLoggedNames(workspaceId, {
    applicationIds: listIds("application"),
    apiKeyIds: listIds("key"),
  });
  const toKeyLabel = ({ hint, revokedAt }: { hint: string; revokedAt: Date | null }) =>
    `${maskKey(hint)} (${revokedAt ? "old" : "current"})`;
  return {
    application: applications,
    key: new Map([...keys].map(([id, key]) => [id, toKeyLabel(key)])),
  };
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
