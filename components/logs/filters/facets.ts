import type { FacetName, FacetOption, LogFilter } from "@/lib/logs/schema";

/** In the order of the filter bar. */
export const facetTitles: Record<FacetName, string> = {
  application: "Application",
  status: "Status",
  method: "Method",
  route: "Endpoint",
  error: "Error",
  client: "Client",
  ip: "IP address",
  key: "Key",
  observed: "Removed permission",
};

/** The log of one application has no facet "Application", and most logs have no call with a removed permission. */
export function listFacets(allApplications: boolean, hasObserved: boolean): FacetName[] {
  const names = Object.keys(facetTitles) as FacetName[];
  return names.filter(
    (name) => (name !== "application" || allApplications) && (name !== "observed" || hasObserved),
  );
}

/** A selected value stays an option, even if no call has it any more. */
export function addMissingOptions(options: FacetOption[], selected: string[]): FacetOption[] {
  const missing = selected.filter((value) => !options.some((option) => option.value === value));
  return [...options, ...missing.map((value) => ({ value, label: value, calls: 0, selected: true }))];
}

export function toggleValue(selected: string[], value: string): string[] {
  return selected.includes(value) ? selected.filter((other) => other !== value) : [...selected, value];
}

export function countActiveFacets(filter: LogFilter, names: FacetName[]): number {
  return names.filter((name) => filter[name].length > 0).length;
}

type StatusGroup = { whole: FacetOption; codes: FacetOption[] };

/** Groups status codes by class: "4xx" with "401" and "404". */
export function groupStatuses(options: FacetOption[]): StatusGroup[] {
  const classes = new Set(options.map(({ value }) => toStatusClass(value)));
  return [...classes].sort().map((name) => {
    const codes = options
      .filter(({ value }) => value !== name && toStatusClass(value) === name)
      .sort((a, b) => a.value.localeCompare(b.value));
    const calls = codes.reduce((sum, code) => sum + code.calls, 0);
    const known = options.find(({ value }) => value === name);
    return { whole: { value: name, label: name, selected: false, calls, ...known }, codes };
  });
}

/** A status is selected by itself or by its class. */
export function isStatusSelected(selected: string[], value: string): boolean {
  return selected.includes(value) || selected.includes(toStatusClass(value));
}

/** Unchecking a code of a selected class selects the other codes of that class. */
export function toggleStatus(selected: string[], value: string, { whole, codes }: StatusGroup): string[] {
  const others = selected.filter((status) => toStatusClass(status) !== whole.value);
  if (value === whole.value) return selected.includes(value) ? others : [...others, value];
  const values = codes.map((code) => code.value);
  const before = selected.includes(whole.value) ? values : values.filter((code) => selected.includes(code));
  return [...others, ...toggleValue(before, value)];
}

function toStatusClass(status: string): string {
  return `${status[0]}xx`;
}
