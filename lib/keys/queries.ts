import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { KeyPermission } from "@/lib/auth/permissions";
import { lookups } from "@/lib/db/lookups";
import { compileIpRanges, type IpMatcher } from "@/lib/http/ip-ranges";
import { singleton } from "@/lib/singleton";

/** The row that authenticates an API call: the key, its application and its workspace. */
export type KeyRow = {
  workspaceId: WorkspaceId;
  applicationId: string;
  apiKeyId: string;
  permissions: readonly KeyPermission[];
  enabled: boolean;
  allowsIp: IpMatcher;
  /** Null: only the workspace's limit applies. */
  callsPerMinute: number | null;
  /** Removed permissions that still pass, and until when by `performance.now()`. */
  observed: Readonly<Record<string, number>>;
  /** By `performance.now()`, at most as late as by the database's clock. Infinity: never. */
  revokedAt: number;
  expiresAt: number;
};

/** Milliseconds that a cached key stays valid, counted from before its query began. */
const keyCacheTtlMs = 200;

type KeyCacheEntry = { row: Promise<KeyRow | undefined>; expiresAt: number };

const keyCache = singleton("key cache", () => new Map<string, KeyCacheEntry>());

/** The last known rows of the most recently used keys. They never expire. */
const staleKeys = singleton("stale keys", () => new Map<string, KeyRow>());
const maxStaleKeys = 10_000;

/**
 * Finds a key by the hex SHA-256 of its text. The row is at most `keyCacheTtlMs` old, in every process: a change that
 * revokes a key or narrows its rights awaits `waitForKeyCacheExpiry` before it reports success.
 */
export function findKey(hash: string): Promise<KeyRow | undefined> {
  const now = performance.now();
  const cached = keyCache.get(hash);
  if (cached && now < cached.expiresAt) return cached.row;
  const entry = { row: loadKey(hash), expiresAt: now + keyCacheTtlMs };
  keyCache.set(hash, entry);
  const evict = () => {
    if (keyCache.get(hash) === entry) keyCache.delete(hash);
  };
  entry.row.catch(evict);
  setTimeout(evict, keyCacheTtlMs).unref();
  return entry.row;
}

/**
 * Finds the last known row of a key, of any age. Its permissions may be outdated: use it only to attribute a logged call
 * to a workspace while the database is unavailable, never to authorize one.
 */
export function findStaleKey(hash: string): KeyRow | undefined {
  return staleKeys.get(hash);
}

function cacheStaleKey(hash: string, row: KeyRow): void {
  staleKeys.delete(hash);
  staleKeys.set(hash, row);
  const [oldest] = staleKeys.keys();
  if (staleKeys.size > maxStaleKeys && oldest !== undefined) staleKeys.delete(oldest);
}

/** Waits until no process uses a row cached before this call. Commit the change first. */
export async function waitForKeyCacheExpiry(): Promise<void> {
  // 10% longer, since the clocks of two machines drift.
  await wait(keyCacheTtlMs * 1.1);
}

/**
 * The clocks of processes differ, and the database's clock decides: the query returns the milliseconds left. They count
 * from before the query began, so a key never works for longer.
 */
async function loadKey(hash: string): Promise<KeyRow | undefined> {
  const startedAt = performance.now();
  const [found] = await lookups.query<
    Omit<KeyRow, "allowsIp" | "observed" | "revokedAt" | "expiresAt"> & {
      allowedIps: string[];
      observedFor: Record<string, number> | null;
      revokedIn: number | null;
      expiresIn: number | null;
    }
  >({
    name: "find-key",
    text: `
      SELECT k."workspaceId", k."applicationId", k."id" AS "apiKeyId", a."enabled", a."permissions", a."allowedIps", a."callsPerMinute",
             (SELECT json_object_agg(o.key, extract(epoch FROM o.value::timestamptz - clock_timestamp()) * 1000)
              FROM jsonb_each_text(a."observedPermissions") o) AS "observedFor",
             CASE WHEN a."deletedAt" IS NOT NULL OR w."deletedAt" IS NOT NULL THEN 0
                  ELSE (extract(epoch FROM k."revokedAt" - clock_timestamp()) * 1000)::float8 END AS "revokedIn",
             (extract(epoch FROM k."expiresAt" - clock_timestamp()) * 1000)::float8 AS "expiresIn"
      FROM "ApiKey" k
      JOIN "Application" a ON a."workspaceId" = k."workspaceId" AND a."id" = k."applicationId"
      JOIN "Workspace" w ON w."id" = k."workspaceId"
      WHERE k."hash" = decode($1, 'hex')`,
    values: [hash],
  });
  if (!found) return undefined;
  const { allowedIps, observedFor, revokedIn, expiresIn, ...rest } = found;
  const row = {
    ...rest,
    allowsIp: compileIpRanges(allowedIps),
    observed: addToEach(observedFor ?? {}, startedAt),
    revokedAt: revokedIn === null ? Number.POSITIVE_INFINITY : startedAt + revokedIn,
    expiresAt: expiresIn === null ? Number.POSITIVE_INFINITY : startedAt + expiresIn,
  };
  cacheStaleKey(hash, row);
  return row;
}

function addToEach(values: Record<string, number>, added: number): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value + added]));
}
