import { z } from "zod";
import { type Permission, permissionIds } from "@/lib/auth/permissions";
import { findKeyText } from "@/lib/keys/mask";
import type { RecentActivity } from "@/lib/logs/schema";
import { DisplayName } from "@/lib/text/display-name";
import { isStorable } from "@/lib/text/text";

const longestName = 80;

const Name = DisplayName(longestName, {
  empty: "Enter a name.",
  tooLong: `Use ${longestName} characters at most.`,
});

const Permissions = z
  .array(z.enum(permissionIds))
  .transform((chosen) => permissionIds.filter((id) => chosen.includes(id)));

export const NewApplication = z.strictObject({ name: Name, permissions: Permissions });
export type NewApplication = z.infer<typeof NewApplication>;

/** An edit names the version that it started from. */
export const ApplicationEdit = NewApplication.extend({
  id: z.ulid(),
  version: z.number().int(),
  enabled: z.boolean(),
});
export type ApplicationEdit = z.infer<typeof ApplicationEdit>;

/** What the dialog's form holds: an edit but for what the person doesn't fill in. */
export const ApplicationForm = ApplicationEdit.omit({ id: true, version: true });
export type ApplicationForm = z.infer<typeof ApplicationForm>;

export const ApplicationReference = z.strictObject({ id: z.ulid() });

/** A regeneration names the key that it replaces. */
export const KeyToRegenerate = z.strictObject({ applicationId: z.ulid(), keyId: z.ulid() });

/** How the list is shown. It comes from the URL: whatever does not fit falls back. */
export const ApplicationListQuery = z.object({
  // An address with a key in it is not searched: a key is found by its id, after `findPastedKey`.
  search: z
    .string()
    .trim()
    .max(200)
    .refine((text) => isStorable(text) && findKeyText(text) === null)
    .catch(""),
  /** The id of the key that was pasted into the search. */
  key: z.ulid().optional().catch(undefined),
  sort: z.enum(["name", "status", "lastUsed", "created"]).catch("created"),
  direction: z.enum(["ascending", "descending"]).catch("descending"),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});
export type ApplicationListQuery = z.infer<typeof ApplicationListQuery>;

/** An application as the screens show it. */
export type ApplicationRow = {
  id: string;
  name: string;
  permissions: Permission[];
  enabled: boolean;
  version: number;
  /** The current key: its id, its last four characters, and when it was made. */
  key: { id: string; hint: string; createdAt: Date };
  /** Null for one that was made on the command line. */
  createdBy: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  /** The last call whose key was rejected, such as one of a disabled application. */
  lastRejectedAt: Date | null;
};

export const applicationsPerPage = 50;

export const PastedKey = z.strictObject({ key: z.string().max(200) });

/** A key that was searched for, current or not, and the application that it belongs to. */
export type FoundKey = {
  id: string;
  hint: string;
  /** When it was replaced, or deleted with its application; null for a current key. */
  revokedAt: Date | null;
  application: { id: string; name: string; deletedAt: Date | null };
};

/** One page of the applications, how many match the search, and how many there are at all. */
export type ApplicationPage = { rows: ApplicationRow[]; page: number; matching: number; total: number };

/** What the list polls: the state of its applications, and their calls by hour. */
export type ApplicationActivity = { rows: ApplicationRow[]; recent: RecentActivity };

/** Restores the dates of rows that came as JSON. */
export function parseApplicationRows(rows: JsonOf<ApplicationRow>[]): ApplicationRow[] {
  return rows.map((row) => ({
    ...row,
    key: { ...row.key, createdAt: new Date(row.key.createdAt) },
    createdAt: new Date(row.createdAt),
    lastUsedAt: row.lastUsedAt === null ? null : new Date(row.lastUsedAt),
    lastRejectedAt: row.lastRejectedAt === null ? null : new Date(row.lastRejectedAt),
  }));
}

type JsonOf<Value> = Value extends Date
  ? string
  : Value extends object
    ? { [Name in keyof Value]: JsonOf<Value[Name]> }
    : Value;

/** A key's plain text on its only journey: to the person who made it. */
export type IssuedKey = { applicationId: string; keyId: string; name: string; key: string };
