import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import type { Permission } from "@/lib/auth/permissions";
import { lookups } from "@/lib/db/lookups";
import { singleton } from "@/lib/singleton";

/** What the API knows of a key: whose it is, what it may do, and whether it may do so now. */
export type KeyRow = {
  workspaceId: string;
  applicationId: string;
  apiKeyId: string;
  permissions: readonly Permission[];
  enabled: boolean;
  revoked: boolean;
};

/** Milliseconds that an answer may be used for, counted from before its question was asked. */
const leaseMs = 200;

type Lease = { row: Promise<KeyRow | undefined>; until: number };

/** What was known last of the keys that were used last, so many of them. */
const lastKnown = singleton("last known keys", () => new Map<string, KeyRow>());
const mostKnown = 10_000;

const leases = singleton("key leases", () => new Map<string, Lease>());

/**
 * Finds a key by the hex SHA-256 of its text. The answer is at most `leaseMs` old, in every process: whoever takes
 * something away from a key calls `outwaitKeyLeases` before saying that it is done.
 */
export function findKey(hash: string): Promise<KeyRow | undefined> {
  const now = performance.now();
  const leased = leases.get(hash);
  if (leased && now < leased.until) return leased.row;
  const lease = { row: loadKey(hash), until: now + leaseMs };
  leases.set(hash, lease);
  const forget = () => {
    if (leases.get(hash) === lease) leases.delete(hash);
  };
  lease.row.catch(forget);
  setTimeout(forget, leaseMs).unref();
  return lease.row;
}

/**
 * Whose key it was when it was last found. Whose a key is never changes; what it may do does, and nothing may be allowed
 * by this: it is for the log of a call that is refused because the database is away.
 */
export function recallKey(hash: string): KeyRow | undefined {
  return lastKnown.get(hash);
}

function remember(hash: string, row: KeyRow): void {
  lastKnown.delete(hash);
  lastKnown.set(hash, row);
  const [oldest] = lastKnown.keys();
  if (lastKnown.size > mostKnown && oldest !== undefined) lastKnown.delete(oldest);
}

/** Resolves once no process answers by what a key was before this call: the change has to be committed by then. */
export async function outwaitKeyLeases(): Promise<void> {
  // A little longer, since the clocks of two machines need not run at quite the same pace.
  await wait(leaseMs * 1.1);
}

async function loadKey(hash: string): Promise<KeyRow | undefined> {
  const [row] = await lookups.query<KeyRow>({
    name: "find-key",
    text: `
      SELECT k."workspaceId", k."applicationId", k."id" AS "apiKeyId",
             k."revokedAt" IS NOT NULL OR a."deletedAt" IS NOT NULL AS "revoked", a."enabled", a."permissions"
      FROM "ApiKey" k
      JOIN "Application" a ON a."workspaceId" = k."workspaceId" AND a."id" = k."applicationId"
      WHERE k."hash" = decode($1, 'hex')`,
    values: [hash],
  });
  if (row) remember(hash, row);
  return row;
}
