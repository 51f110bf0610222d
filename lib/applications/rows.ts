import type { Permission } from "@/lib/auth/permissions";
import type { RecentActivity } from "@/lib/logs/recent-activity";
import type { CallsOfMinute, LastUsedCall, ObservedCalls } from "@/lib/logs/schema";
import { day } from "@/lib/time";

/** Milliseconds without a call after which a key is unsafe to keep. */
export const unusedKeyAfter = 90 * day;
/** A key that more IP addresses used in a week counts as shared. */
export const maxSafeAddresses = 25;

/** The reasons why a key is unsafe, the most urgent first. */
export const safetyKinds = [
  "inUrl",
  "oldKeyInUse",
  "manyAddresses",
  "unused",
  "unusedPermissions",
  "neverExpires",
] as const;
export type SafetyKind = (typeof safetyKinds)[number];

/** Unsafe keys by reason. Lists the first applications by name; `total` counts all. */
export type KeySafety = {
  kind: SafetyKind;
  total: number;
  applications: { application: ApplicationRow; unused: Permission[]; addresses: number }[];
}[];

export const applicationsPerPage = 50;

/** Milliseconds for which calls pass although their permission was removed. */
export const observationTime = 7 * day;

/** A removed permission whose calls still pass. From `until` on they are rejected. */
export type ObservedPermission = { permission: Permission; since: Date; until: Date };

/** Deleted applications can be restored for this time, and are then purged. */
export const restorableTime = 30 * day;

export type DeletedApplication = {
  id: string;
  name: string;
  enabled: boolean;
  /** The last four characters of its current key. */
  hint: string;
  expiresAt: Date | null;
  deletedAt: Date;
  /** Null if it was deleted on the command line. */
  deletedBy: string | null;
};

/** One page of deleted applications, the last deleted first. */
export type DeletedApplicationPage = { rows: DeletedApplication[]; page: number; total: number };

export type ApplicationRow = {
  id: string;
  name: string;
  permissions: Permission[];
  /** Removed permissions, the next to be enforced first. */
  observed: ObservedPermission[];
  /** IP addresses and CIDR ranges. Empty: every address. */
  allowedIps: string[];
  /** The application's own rate limit. Null: only the workspace's. */
  callsPerMinute: number | null;
  enabled: boolean;
  /** May have several lines; empty for none. */
  description: string;
  /** Null without one, or after that person left the workspace. */
  owner: { id: string; name: string } | null;
  version: number;
  /** The current key. `hint` is its last four characters. */
  key: {
    id: string;
    hint: string;
    createdAt: Date;
    expiresAt: Date | null;
    lastUsedAt: Date | null;
    /** When it was reported as leaked. */
    leakedAt: Date | null;
    lastCall: LastUsedCall | null;
  };
  /** The replaced key that still works, until `revokedAt`. The last to stop if there are several. */
  oldKey: { id: string; hint: string; revokedAt: Date; lastUsedAt: Date | null } | null;
  /** Null if it was created on the command line. */
  createdBy: string | null;
  createdAt: Date;
  /** The last accepted call, with any of its keys. `lastCall` is null for calls before it was kept. */
  lastUsedAt: Date | null;
  lastCall: LastUsedCall | null;
  /** The last call with a rejected key, for example while the application is disabled. */
  lastRejectedAt: Date | null;
};

/** Milliseconds without a call after which an application counts as unused. */
export const unusedAfter = 30 * day;

/**
 * What a pasted key is. Disabled: by its application. Old: replaced, and works until `until`. An active key may expire at
 * `until`; of the others it is when they stopped.
 */
export type KeyIdentity = {
  keyId: string;
  hint: string;
  state: "active" | "old" | "disabled" | "expired" | "revoked" | "deleted";
  until: Date | null;
  lastUsedAt: Date | null;
  application: { id: string; name: string };
};

/** A current or revoked key and its application. */
export type FoundKey = {
  id: string;
  hint: string;
  /** When the key was replaced, or when the overlap ends. Null for a current key. */
  revokedAt: Date | null;
  application: { id: string; name: string; deletedAt: Date | null };
};

/** One page of applications. `matching` counts the search results, `total` all applications. */
export type ApplicationPage = { rows: ApplicationRow[]; page: number; matching: number; total: number };

/** The applications whose keys work for longer than the workspace allows: the first ones by name. */
export type LongLivedKeys = { total: number; applications: { id: string; name: string }[] };

/** The applications whose keys expire soon or expired lately: the first ones. */
export type ExpiringApplications = { total: number; rows: ApplicationRow[] };

/** Facts from the log. `rejections` counts rejected calls of the last 24 hours, and of the 24 hours before. */
export type ApplicationUsage = { rejections: { recent: number; before: number } };

/** The response of the list's polling: its applications, their calls by hour, and their usage by id. */
export type ApplicationActivity = {
  rows: ApplicationRow[];
  recent: RecentActivity;
  usage: Record<string, ApplicationUsage>;
  callsOfMinute: CallsOfMinute;
  /** Of applications with removed permissions that still pass. */
  observedCalls: Record<string, ObservedCalls>;
};

/** Restores the dates of rows parsed from JSON. */
export function parseApplicationRows(rows: JsonOf<ApplicationRow>[]): ApplicationRow[] {
  return rows.map((row) => ({
    ...row,
    key: {
      ...row.key,
      createdAt: new Date(row.key.createdAt),
      expiresAt: toDate(row.key.expiresAt),
      lastUsedAt: toDate(row.key.lastUsedAt),
      leakedAt: toDate(row.key.leakedAt),
    },
    oldKey: row.oldKey && {
      ...row.oldKey,
      revokedAt: new Date(row.oldKey.revokedAt),
      lastUsedAt: toDate(row.oldKey.lastUsedAt),
    },
    observed: row.observed.map(({ permission, since, until }) => ({
      permission,
      since: new Date(since),
      until: new Date(until),
    })),
    createdAt: new Date(row.createdAt),
    lastUsedAt: toDate(row.lastUsedAt),
    lastRejectedAt: toDate(row.lastRejectedAt),
  }));
}

function toDate(time: string | null): Date | null {
  return time === null ? null : new Date(time);
}

type JsonOf<Value> = Value extends Date
  ? string
  : Value extends object
    ? { [Name in keyof Value]: JsonOf<Value[Name]> }
    : Value;

/** A new key with its plain text, which is shown once and never stored. */
export type IssuedKey = { applicationId: string; keyId: string; name: string; key: string };
