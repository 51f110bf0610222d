import { facetNames, LogFilter } from "@/lib/logs/schema";
import { isStorable } from "@/lib/text/text";

type Parameters = URLSearchParams | Record<string, string | string[] | undefined>;

const nothing = LogFilter.parse({});

/** ULIDs, and so the log, end in the year 10889. */
const lastTime = 2 ** 48 - 1;

/**
 * What an address narrows the log to. What makes no sense in it is left out, one value at a time: a link that was
 * mistyped, or made by another version, still shows a log.
 */
export function parseLogFilter(parameters: Parameters): LogFilter {
  const { shape } = LogFilter;
  const filter: LogFilter = { ...nothing };
  for (const name of facetNames) {
    const values = new Set(valuesOf(parameters, name).filter(isStorable));
    filter[name] = [...values].filter((value) => shape[name].safeParse([value]).success).slice(0, 50);
  }
  const [search = ""] = valuesOf(parameters, "search").filter(isStorable);
  filter.search = shape.search.safeParse(search).data || undefined;
  filter.from = parseTime(parameters, "from");
  filter.to = parseTime(parameters, "to");
  if (filter.from || filter.to) return filter;
  const [range] = valuesOf(parameters, "range");
  filter.range = shape.range.safeParse(range).data;
  return filter;
}

/** The parameters of a filter, in one order, so that one filter has one address: "" or "?status=4xx&range=24h". */
export function formatLogFilter(filter: LogFilter): string {
  const parameters = new URLSearchParams();
  for (const name of facetNames) for (const value of filter[name]) parameters.append(name, value);
  if (filter.from) parameters.set("from", formatTime(filter.from));
  if (filter.to) parameters.set("to", formatTime(filter.to));
  if (filter.range && !filter.from && !filter.to) parameters.set("range", filter.range);
  if (filter.search) parameters.set("search", filter.search);
  return parameters.size === 0 ? "" : `?${parameters}`;
}

/** Whether it leaves anything out. */
export function hasActiveFilter(filter: LogFilter): boolean {
  return formatLogFilter(filter) !== "";
}

function valuesOf(parameters: Parameters, name: string): string[] {
  if (parameters instanceof URLSearchParams) return parameters.getAll(name);
  const value = parameters[name];
  return typeof value === "string" ? [value] : (value ?? []);
}

function parseTime(parameters: Parameters, name: "from" | "to"): Date | undefined {
  const [text] = valuesOf(parameters, name);
  const time = text ? LogFilter.shape[name].safeParse(text).data : undefined;
  return time && time.getTime() >= 0 && time.getTime() <= lastTime ? time : undefined;
}

function formatTime(time: Date): string {
  return time.toISOString().replace(".000Z", "Z");
}
