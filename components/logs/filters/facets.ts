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
export function facetsOf(ofAll: boolean): FacetName[] {
  const names = Object.keys(facetTitles) as FacetName[];
  return ofAll ? names : names.filter((name) => name !== "application");
}

/** What is chosen stays among the options, whether it still shows a call or not. */
export function withChosen(options: FacetOption[], chosen: string[]): FacetOption[] {
  const missing = chosen.filter((value) => !options.some((option) => option.value === value));
  return [...options, ...missing.map((value) => ({ value, label: value, calls: 0, selected: true }))];
}

export function toggle(chosen: string[], value: string): string[] {
  return chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
}

/** How many of these names narrow the log down. */
export function countActive(filter: LogFilter, names: FacetName[]): number {
  return names.filter((name) => filter[name].length > 0).length;
}
