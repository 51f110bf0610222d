import type { ApplicationListQuery, ApplicationView } from "./list-url";

/** Formats for the browser what list-url.ts parses on the server: the code of the parsers stays there. */
const defaults: ApplicationListQuery = {
  search: "",
  key: null,
  sort: "created",
  direction: "descending",
  page: 1,
};

/** Appends the parameters that differ from the default to a path. */
export function formatApplicationListUrl(path: string, query: Partial<ApplicationListQuery>): string {
  return formatUrl(path, query, defaults);
}

export function formatApplicationViewUrl(path: string, view: Partial<ApplicationView>): string {
  return formatUrl(path, view, { view: null, page: 1 });
}

function formatUrl<Values extends object>(path: string, values: Partial<Values>, defaults: Values): string {
  const names = Object.keys(defaults) as (keyof Values & string)[];
  const params = names
    .filter((name) => values[name] !== undefined && values[name] !== defaults[name])
    .map((name) => [name, String(values[name])]);
  return params.length === 0 ? path : `${path}?${new URLSearchParams(params)}`;
}
