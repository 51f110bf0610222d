import { STATUS_CODES } from "node:http";
import type { CallCount } from "@/lib/logs/counts";
import { judgeBy, type KnownKind, valuesOf } from "@/lib/logs/kind-filter";
import { type FacetName, type FacetOption, facetNames, type LogFilter, noRoute } from "@/lib/logs/schema";

/** The options of a filter with the most calls are offered; others can be searched for by whoever knows them. */
const mostOptions = 100;

const classes: Record<string, string> = {
  "1xx": "1xx Informational",
  "2xx": "2xx Success",
  "3xx": "3xx Redirect",
  "4xx": "4xx Client error",
  "5xx": "5xx Server error",
};

/** What to call the values that nobody could read, such as ids. */
export type Labels = Partial<Record<FacetName, ReadonlyMap<string, string>>>;

/** Every name's options, with the calls that each would show: its own name's choice does not count, those of others do. */
export function toFacets(
  kinds: readonly KnownKind[],
  callsByKind: ReadonlyMap<number, number>,
  filter: LogFilter,
  labels: Labels,
): Record<FacetName, FacetOption[]> {
  const judge = judgeBy(filter);
  const calls = Object.fromEntries(facetNames.map((name) => [name, new Map<string, number>()])) as Record<
    FacetName,
    Map<string, number>
  >;
  for (const kind of kinds) {
    const more = callsByKind.get(kind.id) ?? 0;
    const failed = judge(kind);
    if (more === 0 || failed.length > 1) continue;
    for (const name of failed.length === 1 ? failed : facetNames) {
      for (const value of valuesOf[name](kind)) {
        if (value !== "") calls[name].set(value, (calls[name].get(value) ?? 0) + more);
      }
    }
  }
  const toOptions = (name: FacetName) => {
    const selected = new Set<string>(filter[name]);
    for (const value of selected) if (!calls[name].has(value)) calls[name].set(value, 0);
    return [...calls[name]]
      .map(([value, count]) => ({
        value,
        label: labelOf(name, value, labels),
        calls: count,
        selected: selected.has(value),
      }))
      .sort((a, b) => b.calls - a.calls || (a.label < b.label ? -1 : 1))
      .filter((option, index) => index < mostOptions || option.selected);
  };
  return Object.fromEntries(facetNames.map((name) => [name, toOptions(name)])) as Record<
    FacetName,
    FacetOption[]
  >;
}

/** Sums counts by one of their columns. */
export function sumBy(counts: readonly CallCount[], column: "kindId" | "step"): Map<number, number> {
  const sums = new Map<number, number>();
  for (const count of counts) sums.set(count[column], (sums.get(count[column]) ?? 0) + count.calls);
  return sums;
}

function labelOf(name: FacetName, value: string, labels: Labels): string {
  if (name === "route" && value === noRoute) return "No endpoint";
  if (name === "status") return classes[value] ?? `${value} ${STATUS_CODES[value] ?? ""}`.trim();
  return labels[name]?.get(value) ?? value;
}
