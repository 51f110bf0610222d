import type { FacetOption } from "@/lib/logs/schema";

export type StatusGroup = { whole: FacetOption; codes: FacetOption[] };

/** The codes under their classes: "4xx" over "401" and "404". */
export function groupStatuses(options: FacetOption[]): StatusGroup[] {
  const classes = new Set(options.map(({ value }) => classOf(value)));
  return [...classes].sort().map((name) => {
    const codes = options
      .filter(({ value }) => value !== name && classOf(value) === name)
      .sort((a, b) => a.value.localeCompare(b.value));
    const calls = codes.reduce((sum, code) => sum + code.calls, 0);
    const known = options.find(({ value }) => value === name);
    return { whole: { value: name, label: name, selected: false, calls, ...known }, codes };
  });
}

/** Whether these statuses have it, be it by its class. */
export function includesStatus(chosen: string[], value: string): boolean {
  return chosen.includes(value) || chosen.includes(classOf(value));
}

/** A class stands for all its codes: to leave one of them out is to choose each of the others. */
export function toggleStatus(chosen: string[], value: string, { whole, codes }: StatusGroup): string[] {
  const others = chosen.filter((status) => classOf(status) !== whole.value);
  if (value === whole.value) return chosen.includes(value) ? others : [...others, value];
  const values = codes.map((code) => code.value);
  const had = chosen.includes(whole.value) ? values : values.filter((code) => chosen.includes(code));
  const has = had.includes(value) ? had.filter((code) => code !== value) : [...had, value];
  return [...others, ...has];
}

function classOf(status: string): string {
  return `${status[0]}xx`;
}
