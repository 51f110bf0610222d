import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsStringLiteral,
} from "nuqs/server";
import { z } from "zod";
import { type Permission, permissionIds } from "@/lib/auth/permissions";
import { IpRanges } from "@/lib/http/ip-ranges";
import { Expiry, Overlap } from "@/lib/keys/lifetime";
import { findKeyText } from "@/lib/keys/mask";
import type { CallsOfMinute, LastUsedCall, ObservedCalls, RecentActivity } from "@/lib/logs/schema";
import { DisplayName } from "@/lib/text/display-name";
import { isStorable } from "@/lib/text/text";
import { day } from "@/lib/time";
import { parseAsPage, parseAsUlid } from "@/lib/url-parsers";

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

export const maxApplicationNameLength = 80;

const Name = DisplayName(maxApplicationNameLength, {
  empty: "Enter a name.",
  tooLong: `Use ${maxApplicationNameLength} characters at most.`,
});

const Permissions = z
  .array(z.enum(permissionIds))
  .transform((chosen) => permissionIds.filter((id) => chosen.includes(id)));

export const maxDescriptionLength = 500;

const Description = z
  .string()
  .trim()
  .max(maxDescriptionLength, `Use ${maxDescriptionLength} characters at most.`)
  .refine(isStorable, "The text has characters that cannot be stored.")
  .refine((text) => findKeyText(text) === null, "The text contains an API key. Remove it.");

const maxCallsPerMinute = 1_000_000;
const enterCallsPerMinute = "Enter a whole number from 1 on.";
const CallsPerMinute = z
  .int(enterCallsPerMinute)
  .min(1, enterCallsPerMinute)
  .max(maxCallsPerMinute, `Use ${maxCallsPerMinute.toLocaleString("en")} at most.`);

/**
 * Without an expiry a new key does not expire, and an edit keeps the key's. Without `allowedIps` a new application allows
 * every IP address, and an edit keeps the list. `callsPerMinute` is below the workspace's limit; null removes it. Without an
 * owner a new application belongs to its creator, and an edit keeps the owner; null removes it.
 */
export const NewApplication = z.strictObject({
  name: Name,
  permissions: Permissions,
  expiry: Expiry.optional(),
  allowedIps: IpRanges.optional(),
  callsPerMinute: CallsPerMinute.nullish(),
  description: Description.optional(),
  ownerId: z.ulid().nullish(),
});
export type NewApplication = z.infer<typeof NewApplication>;

/** Absent restrictions stay as they are. */
export const Restrictions = NewApplication.pick({ allowedIps: true, callsPerMinute: true });
export type Restrictions = z.infer<typeof Restrictions>;

/** A version is a 32-bit integer in the database. */
export const Version = z.int32();

/** `version` is the version that the edit started from. */
export const ApplicationEdit = NewApplication.extend({
  id: z.ulid(),
  version: Version,
  enabled: z.boolean(),
  /** Calls that need a permission that this edit removes still pass for 7 days, and are marked in the log. */
  observe: z.boolean().optional(),
});
export type ApplicationEdit = z.infer<typeof ApplicationEdit>;

/** The fields of the dialog's form. */
export const ApplicationForm = ApplicationEdit.omit({ id: true, version: true });
export type ApplicationForm = z.infer<typeof ApplicationForm>;

export const ApplicationReference = z.strictObject({ id: z.ulid() });

/** The applications of a change, at most a page. With permissions: a change that removes these. */
export const ImpactQuery = z.strictObject({
  applicationIds: z.array(z.ulid()).min(1).max(applicationsPerPage),
  permissions: z.array(z.enum(permissionIds)).optional(),
});
export type ImpactQuery = z.infer<typeof ImpactQuery>;

/** Ends the observation of a removed permission: `keep` grants it again, otherwise its calls are rejected now. */
export const ObservationEnd = ApplicationReference.extend({
  permission: z.enum(permissionIds),
  keep: z.boolean(),
});
export type ObservationEnd = z.infer<typeof ObservationEnd>;

/** Milliseconds for which calls pass although their permission was removed. */
export const observationTime = 7 * day;

/** A removed permission whose calls still pass. From `until` on they are rejected. */
export type ObservedPermission = { permission: Permission; since: Date; until: Date };

/** A change of applications of one page. */
export const BulkChange = z.strictObject({
  ids: z.array(z.ulid()).min(1).max(applicationsPerPage),
  change: z.enum(["enable", "disable", "delete", "restore"]),
});
export type BulkChange = z.infer<typeof BulkChange>;

/** `name` replaces the application's name, which may have been taken since its deletion. */
export const ApplicationToRestore = ApplicationReference.extend({ name: Name.optional() });
export type ApplicationToRestore = z.infer<typeof ApplicationToRestore>;

/** The form of a restoration with another name. */
export const RestoredName = z.strictObject({ name: Name });
/** An allowlist to compare with recent calls. */
export const AllowlistDraft = ApplicationReference.extend({ allowedIps: IpRanges });

/**
 * `keyId` is the key to replace, so that a repeated request cannot replace the new one. Without an overlap it stops
 * immediately; without an expiry the new key does not expire.
 */
export const KeyToRegenerate = z.strictObject({
  applicationId: z.ulid(),
  keyId: z.ulid(),
  overlap: Overlap.optional(),
  expiry: Expiry.optional(),
});
export type KeyToRegenerate = z.infer<typeof KeyToRegenerate>;

/** `keyId` is a replaced key that still works. */
export const OverlapEdit = z.strictObject({ applicationId: z.ulid(), keyId: z.ulid(), overlap: Overlap });
export type OverlapEdit = z.infer<typeof OverlapEdit>;

/** The list's parameters in the URL. Invalid values fall back to defaults. */
const applicationListParsers = {
  // Ignores a search that contains a key: `findPastedKey` turns a pasted key into its id.
  search: createParser({
    parse(text) {
      const search = text.trim();
      const isValid = search.length <= 200 && isStorable(search) && findKeyText(search) === null;
      return isValid ? search : null;
    },
    serialize: (search) => search,
  }).withDefault(""),
  /** The id of the pasted key. */
  key: parseAsUlid,
  sort: parseAsStringLiteral(["name", "status", "lastUsed", "created"]).withDefault("created"),
  direction: parseAsStringLiteral(["ascending", "descending"]).withDefault("descending"),
  page: parseAsPage,
};
export type ApplicationListQuery = inferParserType<typeof applicationListParsers>;
export const loadApplicationListQuery = createLoader(applicationListParsers);
/** Appends the parameters that differ from the default to a path. */
export const formatApplicationListUrl = createSerializer(applicationListParsers);

const applicationViewParsers = { view: parseAsStringLiteral(["deleted"]), page: parseAsPage };
/** Which applications the page lists. Null: those that are not deleted. */
export const loadApplicationView = createLoader(applicationViewParsers);
export const formatApplicationViewUrl = createSerializer(applicationViewParsers);

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

/** The hex SHA-256 of a key: a pasted key never leaves the browser. */
export const KeyHash = z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/) });

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
