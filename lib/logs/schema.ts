import { z } from "zod";
import { day, hour } from "@/lib/time";

/** Ranges that end now, by their names in the URL. */
export const timeRanges = {
  "1h": { label: "Last hour", milliseconds: hour },
  "24h": { label: "Last 24 hours", milliseconds: day },
  "7d": { label: "Last 7 days", milliseconds: 7 * day },
  "30d": { label: "Last 30 days", milliseconds: 30 * day },
  "90d": { label: "Last 90 days", milliseconds: 90 * day },
} as const;
export type TimeRangeName = keyof typeof timeRanges;

const Values = z.array(z.string().min(1).max(200)).max(50).default([]);

/** A call matches if it has one of the values of every field that has some. Names and values are those of the URL. */
export const LogFilter = z.object({
  application: Values,
  /** Key ids. */
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
  /** Permissions: the calls that passed although theirs had been removed. */
  observed: Values,
  range: z.enum(Object.keys(timeRanges) as [TimeRangeName, ...TimeRangeName[]]).optional(),
  /** From `from` on and before `to`. They replace `range`. */
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
  /** A request id, or a part of the path, the query or a body. */
  search: z.string().trim().max(200).optional(),
});
export type LogFilter = z.infer<typeof LogFilter>;

/** The filter's route for calls to unknown paths. The catalog's routes begin with a slash. */
export const noRoute = "none";

/** The fields of a filter that have options with counts. */
export const facetNames = [
  "application",
  "key",
  "method",
  "route",
  "status",
  "error",
  "client",
  "ip",
  "observed",
] as const;
export type FacetName = (typeof facetNames)[number];

/** A page of the list. `before` is the cursor: the id of the last row of the page before. */
export const LogQuery = LogFilter.extend({ before: z.ulid().optional() });
export type LogQuery = z.input<typeof LogQuery>;

export const LogDetailQuery = z.strictObject({
  id: z.ulid(),
  /** Shows the values, and writes an audit entry. */
  reveal: z.boolean().default(false),
});

export const exportFormats = ["csv", "ndjson"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A logged call in the list. */
export type LogRow = {
  /** The request id. */
  id: string;
  applicationId: string;
  applicationName: string;
  time: Date;
  method: string;
  path: string;
  query: string;
  /** The catalog's path; null for unknown paths. */
  route: string | null;
  status: number;
  errorCode: string | null;
  /** Milliseconds. */
  duration: number;
  client: string;
  ipAddress: string;
  /** The path or the query held an API key. */
  keyInUrl: boolean;
};

/**
 * `next` is the cursor of the next page, null on the last page. A search through bodies may end before the page is full:
 * `searchedTo` is the time of the oldest call that it read.
 */
export type LogPage = { rows: LogRow[]; next: string | null; searchedTo: Date | null };

/** A value of a facet, and the calls that it would match together with the filter's other facets. */
export type FacetOption = { value: string; label: string; calls: number; selected: boolean };

/** A bar of the histogram, from `start` on. */
export type Bar = { start: Date; ok: number; clientError: number; serverError: number };

/** The calls of a filter in numbers. They ignore a search through bodies. */
export type LogSummary = {
  calls: number;
  from: Date;
  to: Date;
  /** Milliseconds, to within an eighth; null without calls. */
  p50: number | null;
  p95: number | null;
  /** Calls by duration bucket (lib/logs/rollup/duration-buckets.ts). Live adds to them. */
  durations: [bucket: number, calls: number][];
  facets: Record<FacetName, FacetOption[]>;
  /** Milliseconds. */
  barWidth: number;
  bars: Bar[];
};

/** The calls that passed since a permission was removed, by permission. Absent: none. */
export type ObservedCalls = Record<string, number>;

/** The calls of the last 60 seconds that spend the rate limit, by application id. Absent: none. */
export type CallsOfMinute = Record<string, number>;

/** Errors of one endpoint with the same code and status. */
export type ErrorGroup = {
  errorCode: string;
  status: number;
  method: string;
  route: string | null;
  calls: number;
  /** The newest call. Its path is shown if the group has no route. */
  lastId: string;
  lastPath: string;
  lastAt: Date;
};

/** The log stores the first 16 KiB of a body. */
export const maxLoggedBodyBytes = 16_384;

/** The last accepted call of an application or a key. Kept for longer than the log. */
export type LastUsedCall = {
  /** The request id. */
  id: string;
  method: string;
  /** The catalog's path; null for unknown paths. */
  route: string | null;
  client: string;
  ipAddress: string;
};

/** The accepted calls of a key in the last hour, and the last one of the last 24 hours: null if there was none. */
export type KeyUse = {
  calls: number;
  /** True if there were more than are counted. */
  hasMore: boolean;
  lastAt: Date | null;
  client: string | null;
  ipAddress: string | null;
};

/** The current state of a call's key; null if the key is deleted. */
export type LoggedKey = { id: string; hint: string; revokedAt: Date | null } | null;

/** A logged call in full. Secrets were removed before it was stored. */
export type LogDetail = LogRow & {
  permission: string | null;
  /** The call passed although its permission had been removed. */
  observed: boolean;
  key: LoggedKey;
  requestHeaders: Record<string, string>;
  requestBody: string;
  /** Bytes of the whole body. `requestBody` may be its beginning. */
  requestBytes: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
  responseBytes: number;
};

/** A logged call with the viewer's permissions. */
export type LogView = LogDetail & { masked: boolean; mayReveal: boolean; mayRegenerate: boolean };

/** A key's first call, which shows whether the key works. */
export type FirstCallRow = Pick<
  LogRow,
  "id" | "method" | "path" | "route" | "status" | "errorCode" | "ipAddress"
> & {
  /** What the endpoint requires. */
  permission: string | null;
};

export type LoggedApplication = { id: string; name: string; deleted: boolean };

/** A revoked key with calls in the last 24 hours. */
export type OldKeyInUse = {
  id: string;
  hint: string;
  revokedAt: Date;
  /** Revoked by the deletion of its application. Otherwise the key was regenerated. */
  deleted: boolean;
  calls: number;
  lastAt: Date;
  client: string;
  ipAddress: string;
};

/** The calls of the last 24 hours that would fail after a change. */
export type Impact = {
  calls: number;
  /** How many different ones made the calls. */
  clients: number;
  ipAddresses: number;
  /** Null without calls. */
  lastAt: Date | null;
  /** The most called first. */
  endpoints: { method: string; route: string | null; calls: number }[];
};

/** An IP address and its calls. `rejectedCalls` are those that the current allowlist rejected. */
export type CallerCount = { ipAddress: string; calls: number; rejectedCalls: number };

/** An allowlist compared with the calls of the last 7 days. `rejected` lists the most frequent of the rejected callers. */
export type AllowlistCheck = {
  callers: number;
  calls: number;
  rejectedCallers: number;
  rejectedCalls: number;
  /** Without those that the current allowlist already rejects. */
  newlyRejectedCalls: number;
  rejected: CallerCount[];
};

/** Calls of the last 24 hours that lacked a permission. `since` is the time of the first. */
export type MissingPermission = { permission: string; calls: number; since: Date };

/** What the log knows about an application's permissions: needed by accepted calls from `since` on, and missing ones. */
export type PermissionUse = {
  since: Date;
  used: string[];
  missing: MissingPermission[];
};

/** The ranges of an application's page. */
export type UsageRange = "24h" | "7d";

/** An endpoint's calls. `calls` includes the other three. */
export type EndpointUsage = {
  method: string;
  /** The catalog's path; null for unknown paths. */
  route: string | null;
  calls: number;
  /** Because of the key's state or permissions. */
  rejected: number;
  clientErrors: number;
  serverErrors: number;
};

/** A count, and since when: later than the deletion if the log does not reach back to it. */
export type CallsSinceDeletion = { calls: number; countedFrom: Date };

/** A deleted application whose keys had calls in the last 24 hours. */
export type DeletedApplicationInUse = { id: string; name: string; calls: number };
