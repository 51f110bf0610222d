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
};

/** Those of one application's log: which application is no question there. */
export function listFacets(allApplications: boolean): FacetName[] {
  const names = Object.keys(facetTitles) as FacetName[];
  return allApplications ? names : names.filter((name) => name !== "application");
}

/** What is chosen stays among the options, whether it still shows a call or not. */
export function addMissingOptions(options: FacetOption[], chosen: string[]): FacetOption[] {
  const missing = chosen.filter((value) => !options.some((option) => option.value === value));
  return [...options, ...missing.map((value) => ({ value, label: value, calls: 0, selected: true }))];
}

export function toggleValue(chosen: string[], value: string): string[] {
  return chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
}

/** How many of these names narrow the log down. */
export function countActiveFacets(filter: LogFilter, names: FacetName[]): number {
  return names.filter((name) => filter[name].length > 0).length;
}

type StatusGroup = { whole: FacetOption; codes: FacetOption[] };

/** The codes under their classes: "4xx" over "401" and "404". */
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

/** Whether these statuses have it, be it by its class. */
export function isStatusChosen(chosen: string[], value: string): boolean {
  return chosen.includes(value) || chosen.includes(toStatusClass(value));
}

/** A class stands for all its codes: to leave one of them out is to choose each of the others. */
export function toggleStatus(chosen: string[], value: string, { whole, codes }: StatusGroup): string[] {
  const others = chosen.filter((status) => toStatusClass(status) !== whole.value);
  if (value === whole.value) return chosen.includes(value) ? others : [...others, value];
  const values = codes.map((code) => code.value);
  const had = chosen.includes(whole.value) ? values : values.filter((code) => chosen.includes(code));
  const has = had.includes(value) ? had.filter((code) => code !== value) : [...had, value];
  return [...others, ...has];
}

function toStatusClass(status: string): string {
  return `${status[0]}xx`;
}
