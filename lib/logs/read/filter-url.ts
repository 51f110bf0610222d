import { facetNames, LogFilter } from "@/lib/logs/schema";
import { isStorable } from "@/lib/text/text";

type SearchParams = URLSearchParams | Record<string, string | string[] | undefined>;

const noFilter = LogFilter.parse({});

/** The last time that a ULID can hold, in the year 10889. */
const maxTime = 2 ** 48 - 1;

/** The filter in a URL. Invalid values are left out one by one: a mistyped or outdated link still shows a log. */
export function parseLogFilter(searchParams: SearchParams): LogFilter {
  const { shape } = LogFilter;
  const filter: LogFilter = { ...noFilter };
  for (const name of facetNames) {
    const values = new Set(getValues(searchParams, name).filter(isStorable));
    filter[name] = [...values].filter((value) => shape[name].safeParse([value]).success).slice(0, 50);
  }
  const [search = ""] = getValues(searchParams, "search").filter(isStorable);
  filter.search = shape.search.safeParse(search).data || undefined;
  filter.from = parseTime(searchParams, "from");
  filter.to = parseTime(searchParams, "to");
  if (filter.from || filter.to) return filter;
  const [range] = getValues(searchParams, "range");
  filter.range = shape.range.safeParse(range).data;
  return filter;
}

/** The filter as a query string in a fixed order, so that equal filters have one URL: "" or "?status=4xx&range=24h". */
export function formatLogFilter(filter: LogFilter): string {
  const searchParams = new URLSearchParams();
  for (const name of facetNames) for (const value of filter[name]) searchParams.append(name, value);
  if (filter.from) searchParams.set("from", formatTime(filter.from));
  if (filter.to) searchParams.set("to", formatTime(filter.to));
  if (filter.range && !filter.from && !filter.to) searchParams.set("range", filter.range);
  if (filter.search) searchParams.set("search", filter.search);
  return searchParams.size === 0 ? "" : `?${searchParams}`;
}

export function hasActiveFilter(filter: LogFilter): boolean {
  return formatLogFilter(filter) !== "";
}

function getValues(searchParams: SearchParams, name: string): string[] {
  if (searchParams instanceof URLSearchParams) return searchParams.getAll(name);
  const value = searchParams[name];
  return typeof value === "string" ? [value] : (value ?? []);
}

function parseTime(searchParams: SearchParams, name: "from" | "to"): Date | undefined {
  const [text] = getValues(searchParams, name);
  const time = text ? LogFilter.shape[name].safeParse(text).data : undefined;
  return time && time.getTime() >= 0 && time.getTime() <= maxTime ? time : undefined;
}

function formatTime(time: Date): string {
  return time.toISOString().replace(".000Z", "Z");
}
