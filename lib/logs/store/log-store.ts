import "server-only";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import type { Retention } from "@/lib/db/day-expiry";
import type { TimeRange } from "@/lib/logs/read/time-range";
import type {
  CallerCount,
  EndpointUsage,
  ErrorGroup,
  FacetName,
  FirstCallRow,
  LogDetail,
  LogFilter,
  LogRow,
} from "@/lib/logs/schema";
import type { StoredCall } from "@/lib/logs/write/store";

/**
 * The storage of the request log. It holds ids of applications and keys; their names, and the retention of workspaces, are
 * in the main database, which may be another server. Every method but the upkeep reads or writes one workspace. A new
 * engine implements this type and passes tests/support/models/log-store-conformance.ts.
 */
export type LogStore = {
  /** Stores and counts each call once, however often it is sent. */
  storeCalls(calls: readonly StoredCall[]): Promise<void>;

  /** The ids of the next calls, newest first. */
  findCallIds(workspaceId: WorkspaceId, selection: CallSelection, limit: number): Promise<string[]>;
  /** The calls with these ids, newest first; with a text, only those that contain it, in any case of letters. */
  readCalls(workspaceId: WorkspaceId, ids: readonly string[], text?: string): Promise<CallRow[]>;
  findCall(workspaceId: WorkspaceId, id: string): Promise<FoundCall | null>;
  /** The calls with these ids in full, newest first. */
  readWholeCalls(workspaceId: WorkspaceId, ids: readonly string[]): Promise<WholeCall[]>;
  /** The id of the oldest call from a time on. */
  findFirstCallId(workspaceId: WorkspaceId, from: Date): Promise<string | null>;

  countCalls(workspaceId: WorkspaceId, filter: LogFilter, range: TimeRange): Promise<number>;
  /** The calls of each value of each facet, with the filter's values of the other facets. The most frequent values, and the selected ones. */
  countFacetValues(
    workspaceId: WorkspaceId,
    filter: LogFilter,
    range: TimeRange,
    maxValues: number,
  ): Promise<FacetCount[]>;
  /** The calls by bar and status class, and by duration bucket. Bars are `width` milliseconds wide, and ascending. */
  countIntoBars(
    workspaceId: WorkspaceId,
    filter: LogFilter,
    range: TimeRange,
    bars: { width: number; starts: readonly Date[] },
  ): Promise<BarCounts>;
  listErrorGroups(
    workspaceId: WorkspaceId,
    filter: LogFilter,
    range: TimeRange,
  ): Promise<Omit<ErrorGroup, "lastAt">[]>;

  /** The calls of each application in these hours, by status class. */
  countCallsByHour(
    workspaceId: WorkspaceId,
    applicationIds: readonly string[],
    hours: readonly Date[],
  ): Promise<{ applicationId: string; start: Date; class: number; calls: number }[]>;
  /** The rejected calls of each application in these hours: from `recentFrom` on, and before. */
  countRejections(
    workspaceId: WorkspaceId,
    applicationIds: readonly string[],
    hours: readonly Date[],
    recentFrom: Date,
  ): Promise<{ applicationId: string; recent: number; before: number }[]>;
  /** The calls of the last 60 seconds by application, without those that spend no rate limit. */
  countCallsOfMinute(
    workspaceId: WorkspaceId,
    applicationIds: readonly string[],
    now: number,
  ): Promise<{ applicationId: string; calls: number }[]>;
  /** An application's calls by IP address in a range of whole hours, without the errors that no allowlist decides about. */
  countCallsByIp(workspaceId: WorkspaceId, applicationId: string, range: TimeRange): Promise<CallerCount[]>;
  /** An application's calls by endpoint and outcome, the most called endpoint first. */
  countCallsByEndpoint(
    workspaceId: WorkspaceId,
    applicationId: string,
    range: TimeRange,
  ): Promise<EndpointUsage[]>;
  /** The calls that passed although this permission had been removed. */
  countObservedCalls(
    workspaceId: WorkspaceId,
    applicationId: string,
    permission: Permission,
    range: TimeRange,
  ): Promise<number>;
  /** The accepted calls with these keys in the last 24 hours, in total and by endpoint. */
  countCallsOfKeys(
    workspaceId: WorkspaceId,
    keys: readonly KeyOfApplication[],
    permissions: readonly string[] | null,
  ): Promise<CallsOfKeys>;

  /** The permissions that an application's accepted calls needed since a whole hour. */
  listUsedPermissions(
    workspaceId: WorkspaceId,
    applicationId: string,
    since: Date,
    now: number,
  ): Promise<string[]>;
  /** An application's calls of the last 24 hours that lacked a permission, with the first of them. */
  countMissingPermissions(
    workspaceId: WorkspaceId,
    applicationId: string,
    now: number,
  ): Promise<{ permission: string; calls: number; firstId: string }[]>;
  /** The permissions of each application that no accepted call needed since a whole hour. Applications without any are left out. */
  findUnusedPermissions(
    workspaceId: WorkspaceId,
    applications: readonly { id: string; permissions: readonly Permission[] }[],
    since: Date,
    now: number,
  ): Promise<{ id: string; permissions: Permission[] }[]>;
  /** The keys with accepted calls from more than `maxAddresses` IP addresses since a whole day. */
  findSharedKeys(
    workspaceId: WorkspaceId,
    keys: readonly KeyOfApplication[],
    since: Date,
    now: number,
    maxAddresses: number,
  ): Promise<{ apiKeyId: string; addresses: number }[]>;

  /** A key's newest successful call from a time on, or its newest call. */
  findNewestCallOfKey(
    workspaceId: WorkspaceId,
    key: KeyOfApplication,
    from: Date,
  ): Promise<FirstCallRow | null>;
  /** A key's accepted calls of the last hour, `maxCounted` at most, and the last one of the last 24 hours. */
  getKeyUse(
    workspaceId: WorkspaceId,
    key: KeyOfApplication,
    now: number,
    maxCounted: number,
  ): Promise<KeyUseRow>;
  /** The keys of an application whose calls were rejected as unauthorized in the last 24 hours, the last used first. */
  listRejectedKeys(workspaceId: WorkspaceId, applicationId: string): Promise<RejectedKey[]>;
  /** Calls that were rejected as unauthorized in the last 24 hours. Applications without any are left out. */
  countUnauthorizedCalls(
    workspaceId: WorkspaceId,
    applicationIds: readonly string[],
  ): Promise<{ applicationId: string; calls: number }[]>;
  /** Calls that were rejected as unauthorized since a time of each application. Applications without any are left out. */
  countUnauthorizedCallsSince(
    workspaceId: WorkspaceId,
    applications: readonly { id: string; since: Date }[],
  ): Promise<{ applicationId: string; calls: number }[]>;

  /** Of these keys of any workspace, those with a call after their expiry. */
  findExpiredKeysInUse<Key extends ExpiredKey>(keys: readonly Key[]): Promise<Key[]>;
  /** Of these applications of any workspace, those without a call. */
  findApplicationsWithoutCalls<Application extends { workspaceId: string; id: string }>(
    applications: readonly Application[],
  ): Promise<Application[]>;

  /** Prepares the storage of the next days, so that no write waits for it. */
  prepareDays(): Promise<void>;
  /** Deletes calls past the retention of their workspace, and counts and dimensions without calls. False: another process does it. */
  deleteExpired(retentions: readonly Retention[], signal: AbortSignal): Promise<boolean>;
  /** Deletes every row of a workspace. Runs of several processes do not conflict. */
  deleteWorkspace(workspaceId: string): Promise<void>;
};

/** Calls of a time range that match a filter, with ids less than `before`. The filter's own times and search do not count. */
export type CallSelection = TimeRange & { filter: LogFilter; before?: string | undefined };

export type CallRow = Omit<LogRow, "time" | "keyInUrl" | "applicationName">;

export type FoundCall = CallRow & Omit<LogDetail, keyof LogRow | "key"> & { apiKeyId: string };

/** Headers are JSON objects as text. */
export type WholeCall = CallRow & {
  apiKeyId: string;
  permission: string | null;
  requestHeaders: string;
  requestBody: string;
  requestBytes: number;
  responseHeaders: string;
  responseBody: string;
  responseBytes: number;
};

export type KeyOfApplication = { applicationId: string; apiKeyId: string };

export type FacetCount = { facet: FacetName; value: string; calls: number };

export type BarCounts = {
  bars: { bucketStart: Date; class: number; calls: number }[];
  durations: { durationBucket: number; calls: number }[];
};

export type CallsOfKeys = {
  total: { calls: number; clients: number; ipAddresses: number; lastId: string | null };
  endpoints: { method: string; route: string | null; calls: number }[];
};

export type KeyUseRow = {
  calls: number;
  hasMore: boolean;
  lastId: string | null;
  client: string | null;
  ipAddress: string | null;
};

export type RejectedKey = {
  apiKeyId: string;
  calls: number;
  lastId: string;
  client: string;
  ipAddress: string;
};

export type ExpiredKey = KeyOfApplication & { workspaceId: string; expiresAt: Date };
