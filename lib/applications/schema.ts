import { z } from "zod";
import { applicationsPerPage } from "@/lib/applications/rows";
import { permissionIds } from "@/lib/auth/permissions";
import { IpRanges } from "@/lib/http/ip-ranges";
import { Expiry, Overlap } from "@/lib/keys/lifetime";
import { findKeyText } from "@/lib/keys/mask";
import { DisplayName } from "@/lib/text/display-name";
import { isStorable } from "@/lib/text/storable";

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

/** The hex SHA-256 of a key: a pasted key never leaves the browser. */
export const KeyHash = z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/) });
