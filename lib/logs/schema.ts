import { z } from "zod";
import { day, hour } from "@/lib/time";

/** Ranges that end now, by their names in the address. */
export const timeRanges = {
  "1h": { label: "Last hour", milliseconds: hour },
  "24h": { label: "Last 24 hours", milliseconds: day },
  "7d": { label: "Last 7 days", milliseconds: 7 * day },
  "30d": { label: "Last 30 days", milliseconds: 30 * day },
  "90d": { label: "Last 90 days", milliseconds: 90 * day },
} as const;
export type TimeRangeName = keyof typeof timeRanges;

const Values = z.array(z.string().min(1).max(200)).max(50).default([]);

/**
 * What the log is narrowed to; nothing: all that is kept. Several values of one name are alternatives, different names
 * add up. Names and values are those of the address.
 */
export const LogFilter = z.object({
  application: Values,
  /** Ids of keys. */
  key: Values,
  method: Values,
  route: Values,
  /** Classes and codes: "4xx", "401". */
  status: z
    .array(z.string().regex(/^[1-5](xx|\d\d)$/))
    .max(50)
    .default([]),
  error: Values,
  client: Values,
  ip: Values,
  range: z.enum(Object.keys(timeRanges) as [TimeRangeName, ...TimeRangeName[]]).optional(),
  /** From this moment on, and before that one: in place of `range`. */
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
  /** A request id, or a part of a request's or a response's body. */
  search: z.string().trim().max(200).optional(),
});
export type LogFilter = z.infer<typeof LogFilter>;

/** The route, in a filter, of calls to a path that is not in the catalog. Those of the catalog begin with a slash. */
export const noRoute = "none";

/** The names of a filter whose options come with counts. */
export const facetNames = [
  "application",
  "key",
  "method",
  "route",
  "status",
  "error",
  "client",
  "ip",
] as const;
export type FacetName = (typeof facetNames)[number];

/** A part of the filtered list: what is older than a row that was seen. */
export const LogQuery = LogFilter.extend({ before: z.ulid().optional() });
export type LogQuery = z.input<typeof LogQuery>;

export const LogDetailQuery = z.strictObject({
  id: z.ulid(),
  /** Whether its values are shown, which is recorded. */
  reveal: z.boolean().default(false),
});

/** What the filtered list may be taken away as. */
export const exportFormats = ["csv", "ndjson"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A call as the list shows it. */
export type LogRow = {
  /** The request id. */
  id: string;
  applicationId: string;
  /** Also of one that was deleted since. */
  applicationName: string;
  time: Date;
  method: string;
  path: string;
  query: string;
  /** The catalog's path; null where there is nothing at the path. */
  route: string | null;
  status: number;
  errorCode: string | null;
  /** Milliseconds. */
  duration: number;
  client: string;
  ipAddress: string;
  /** Whether the path or the query held an API key. */
  keyInUrl: boolean;
};

/**
 * A part of the list. `next` is what to ask for as `before` to go on; null where nothing older is left. A search
 * through bodies may stop before its page is full: `searchedTo` says how far back it came.
 */
export type LogPage = { rows: LogRow[]; next: string | null; searchedTo: Date | null };

/** One value that a filter could have, and how many calls it would show, the filter's other names being as they are. */
export type FacetOption = { value: string; label: string; calls: number; selected: boolean };

/** A bar of the histogram: calls from `start` on, for as long as a bar is wide. */
export type Bar = { start: Date; ok: number; clientError: number; serverError: number };

/** What is filtered, in numbers. A search through bodies does not count into them. */
export type LogSummary = {
  calls: number;
  /** From the oldest call that could be in it to now, or as the filter has it. */
  from: Date;
  to: Date;
  /** Milliseconds, to within an eighth; null where there are no calls. */
  p50: number | null;
  p95: number | null;
  /** Calls by duration bucket (lib/logs/rollup/duration-buckets.ts), from which Live goes on counting. */
  durations: [bucket: number, calls: number][];
  facets: Record<FacetName, FacetOption[]>;
  /** Milliseconds that a bar is wide. */
  barWidth: number;
  bars: Bar[];
};

/** Hours that the list of applications shows of each. */
export const recentHours = 36;

/** An hour's calls, as `Bar` tells them apart, in few bytes. */
export type HourCounts = [ok: number, clientError: number, serverError: number];

/** The last hours of applications, by their ids, the current one last. */
export type RecentActivity = Record<string, HourCounts[]>;

/** Errors of one kind at one endpoint. */
export type ErrorGroup = {
  errorCode: string;
  status: number;
  method: string;
  route: string | null;
  calls: number;
  /** The newest of them. */
  lastId: string;
  /** Where the newest of them went: what there is to show of those that have no route. */
  lastPath: string;
  lastAt: Date;
};

/** Bytes that are kept of a body. */
export const maxLoggedBodyBytes = 16_384;

/** The key that a call came with, as it is now; null where nothing is known of it any more. */
export type LoggedKey = { id: string; hint: string; revokedAt: Date | null } | null;

/** The whole exchange. Secrets were removed before it was stored; bodies are kept to 16 KiB. */
export type LogDetail = LogRow & {
  permission: string | null;
  key: LoggedKey;
  requestHeaders: Record<string, string>;
  requestBody: string;
  /** Bytes of the whole body, of which `requestBody` may be the beginning. */
  requestBytes: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
  responseBytes: number;
};

/** A call as somebody gets to see it: whether its values are masked, and whether they may reveal them. */
export type LogView = LogDetail & { masked: boolean; mayReveal: boolean; mayRegenerate: boolean };

/** The call that shows whether a new key works. */
export type FirstCallRow = Pick<
  LogRow,
  "id" | "method" | "path" | "route" | "status" | "errorCode" | "ipAddress"
> & {
  /** What the endpoint requires. */
  permission: string | null;
};

/** Whose log it is. */
export type LoggedApplication = { id: string; name: string; deleted: boolean };

/** A key that is not its application's any more, and what was called with it in the last 24 hours. */
export type OldKeyInUse = {
  id: string;
  hint: string;
  revokedAt: Date;
  /** Whether it went with its application; otherwise it was regenerated. */
  deleted: boolean;
  calls: number;
  lastAt: Date;
  client: string;
  ipAddress: string;
};

/** Calls of the last 24 hours that needed a permission, or, with null, none. */
export type PermissionUsage = { permission: string | null; calls: number; lastAt: Date };

/** The ranges in which an application's page counts its calls. */
export type UsageRange = "24h" | "7d";

/** An endpoint's calls by outcome. Those that did not succeed are a part of `calls`. */
export type EndpointUsage = {
  method: string;
  /** The catalog's path; null where there is nothing at the path. */
  route: string | null;
  calls: number;
  /** By the key's state or its permissions. */
  rejected: number;
  clientErrors: number;
  serverErrors: number;
};

/** A deleted application, and how many calls came with its keys in the last 24 hours. */
export type DeletedApplicationInUse = { id: string; name: string; calls: number };
