import { STATUS_CODES } from "node:http";
import { activeFacets, dimensionColumns, facetCondition } from "@/lib/logs/read/dimension-filter";
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
export type FacetLabels = Partial<Record<FacetName, ReadonlyMap<string, string>>>;

/** How many calls one of a name's values would show. */
export type FacetCount = { bit: number; value: string; calls: number };

const columns = facetNames.map((name) => `"${dimensionColumns[name]}"`);

/** SQL: which of a filter's names the dimension `d` misses, a bit each. */
export function missesOf(filter: LogFilter, values: unknown[]): string {
  const misses = activeFacets(filter).map(
    (name) => `CASE WHEN ${facetCondition(filter, name, values)} THEN 0 ELSE ${bitOf(name)} END`,
  );
  return ["0", ...misses].join(" | ");
}

/**
 * SQL: the values of every name that are chosen, and those that show the most calls, of the rows of "dimension", which have the
 * columns of `RequestDimension`, what they miss, and how many calls are of them. A name's own choice does not count for its
 * values, those of others do: so their dimensions miss nothing, or that name alone.
 */
export function selectValues(filter: LogFilter): string {
  const mostChosen = Math.max(...facetNames.map((name) => filter[name].length));
  return `
    SELECT "bit", "value", "calls"
    FROM (
      SELECT *, row_number() OVER (PARTITION BY "bit" ORDER BY "misses", "calls" DESC) AS "place"
      FROM (
        SELECT "misses", ${2 ** columns.length - 1} - grouping(${columns.join()}) AS "bit",
               coalesce(${columns.map((column) => `${column}::text`).join()}) AS "value", sum("calls")::int AS "calls"
        FROM dimension
        GROUP BY GROUPING SETS (${columns.map((column) => `("misses", ${column})`).join()})
      ) AS v
      WHERE "misses" IN (0, "bit")
    ) AS v
    WHERE "place" <= ${mostOptions + mostChosen}`;
}

/** As grouping() has them: the last name's is the lowest. */
function bitOf(name: FacetName): number {
  return 2 ** (facetNames.length - 1 - facetNames.indexOf(name));
}

export function countsOf(name: FacetName, counts: readonly FacetCount[]): FacetCount[] {
  return counts.filter(({ bit }) => bit === bitOf(name));
}

/** Every name's options, those with the most calls first. */
export function toFacets(
  counts: readonly FacetCount[],
  filter: LogFilter,
  labels: FacetLabels,
): Record<FacetName, FacetOption[]> {
  const options = facetNames.map((name) => {
    const calls = new Map<string, number>(filter[name].map((value) => [value, 0]));
    for (const count of countsOf(name, counts)) {
      for (const value of valuesOf(name, count.value))
        calls.set(value, (calls.get(value) ?? 0) + count.calls);
    }
    return [name, toOptions(name, calls, filter, labels)] as const;
  });
  return Object.fromEntries(options) as Record<FacetName, FacetOption[]>;
}

/** What a filter calls what a dimension has. */
function valuesOf(name: FacetName, value: string): string[] {
  if (name === "status") return [value, `${value.charAt(0)}xx`];
  if (name === "route") return [value || noRoute];
  return value === "" ? [] : [value];
}

function toOptions(
  name: FacetName,
  calls: ReadonlyMap<string, number>,
  filter: LogFilter,
  labels: FacetLabels,
): FacetOption[] {
  const selected = new Set<string>(filter[name]);
  return [...calls]
    .map(([value, count]) => ({
      value,
      label: labelOf(name, value, labels),
      calls: count,
      selected: selected.has(value),
    }))
    .sort((a, b) => b.calls - a.calls || (a.label < b.label ? -1 : 1))
    .filter((option, index) => index < mostOptions || option.selected);
}

function labelOf(name: FacetName, value: string, labels: FacetLabels): string {
  if (name === "route" && value === noRoute) return "No endpoint";
  if (name === "status") return classes[value] ?? `${value} ${STATUS_CODES[value] ?? ""}`.trim();
  return labels[name]?.get(value) ?? value;
}
