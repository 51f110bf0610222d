import {
  createLoader,
  createMultiParser,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { type FacetName, LogFilter, type TimeRangeName, timeRanges } from "@/lib/logs/schema";
import { isStorable } from "@/lib/text/storable";
import { parseAsTime } from "@/lib/url-parsers";

const maxValues = 50;

/** A parameter that repeats for alternatives. Invalid values are dropped one by one. */
function parseAsFacet(name: FacetName) {
  const schema = LogFilter.shape[name];
  return createMultiParser({
    parse: (values) => {
      const valid = values.filter((value) => isStorable(value) && schema.safeParse([value]).success);
      return [...new Set(valid)].slice(0, maxValues);
    },
    serialize: (values: string[]) => values,
    eq: (a, b) => a.length === b.length && a.every((value, index) => value === b[index]),
  }).withDefault([]);
}

const parseAsSearch = createParser({
  parse: (text) => (isStorable(text) && LogFilter.shape.search.safeParse(text).data) || null,
  serialize: (text) => text,
});

/** The parameters of a filter, in the order of its URL. */
const logFilterParsers = {
  application: parseAsFacet("application"),
  key: parseAsFacet("key"),
  method: parseAsFacet("method"),
  route: parseAsFacet("route"),
  status: parseAsFacet("status"),
  error: parseAsFacet("error"),
  client: parseAsFacet("client"),
  ip: parseAsFacet("ip"),
  observed: parseAsFacet("observed"),
  from: parseAsTime,
  to: parseAsTime,
  range: parseAsStringLiteral(Object.keys(timeRanges) as TimeRangeName[]),
  search: parseAsSearch,
};

/** The parameters beside the filter: the open tab, and the id of the open call. They need no server. */
const logViewParsers = {
  show: parseAsStringLiteral(["errors"]),
  call: parseAsString,
};

export type LogUrlView = inferParserType<typeof logViewParsers>;

export const parseLogView: (parameters: Url) => LogUrlView = createLoader(logViewParsers);
/** Changes the view of a URL. Null removes a parameter. */
export const formatLogView = createSerializer(logViewParsers);

type Url = URLSearchParams | Record<string, string | string[] | undefined>;
type LogFilterParameters = inferParserType<typeof logFilterParsers>;

const load = createLoader(logFilterParsers);
const serialize = createSerializer(logFilterParsers);

/** Reads the filter of a URL. Invalid values are ignored: an old or mistyped link still shows a log. */
export function parseLogFilter(parameters: Url): LogFilter {
  return toLogFilter(load(parameters));
}

/** The query string of a filter, in one order: "" or "?status=4xx&range=24h". */
export function formatLogFilter(filter: LogFilter): string {
  return serialize(toParameters(filter));
}

/** Changes the filter and the view of a URL. Its other parameters stay. */
export function formatLogUrl(url: string, filter: LogFilter, view: Partial<LogUrlView>): string {
  return formatLogView(serialize(url, toParameters(filter)), view);
}

/** Exact times take precedence over a named range. */
function toLogFilter({ from, to, range, search, ...facets }: LogFilterParameters): LogFilter {
  return {
    ...facets,
    from: from ?? undefined,
    to: to ?? undefined,
    range: from || to ? undefined : (range ?? undefined),
    search: search ?? undefined,
  };
}

/** Null removes a parameter from the URL. */
function toParameters({ from, to, range, search, ...facets }: LogFilter): LogFilterParameters {
  return {
    ...facets,
    from: from ?? null,
    to: to ?? null,
    range: from || to ? null : (range ?? null),
    search: search || null,
  };
}

export function hasActiveFilter(filter: LogFilter): boolean {
  return formatLogFilter(filter) !== "";
}
