import { z } from "zod";
import { maxDescriptionLength, NewApplication, Version } from "@/lib/applications/schema";
import { permissionIds } from "@/lib/auth/permissions";
import { maxIpRanges } from "@/lib/http/ip-ranges";
import { Expiry, Overlap } from "@/lib/keys/lifetime";
import { asFilter, pageQuery } from "@/lib/page";
import { describeAs } from "@/lib/record";
import { Text } from "@/lib/text/text";
import { Timestamp } from "@/lib/timestamp";

/** The example in the docs, which the contract tests send. */
export const exampleApplicationId = "01JD9Z2Q8B5N7M3K1H6G4F0D9E";
const exampleKeyId = "01JD9Z2Q8B5N7M3K1H6G4F0D9F";
const exampleMask = "jny_…x4Tq";

export const ApplicationPath = z.strictObject({
  applicationId: Text(1, 100).meta({
    description: "The id of the application.",
    example: exampleApplicationId,
  }),
});

export const ManagedKey = z.object({
  id: z.string().meta({ example: exampleKeyId }),
  masked: z.string().meta({ description: "The prefix and the last four characters.", example: exampleMask }),
  createdAt: Timestamp,
  expiresAt: Timestamp.optional().meta({
    description: "From then on calls are rejected. Absent: it does not expire.",
  }),
  worksUntil: Timestamp.optional().meta({
    description: "When a replaced key stops or stopped. Absent for the current key.",
  }),
  lastUsedAt: Timestamp.optional().meta({ description: "At most a minute behind. Absent: never used." }),
});

export const ManagedApplication = z.object({
  id: z.string().meta({ example: exampleApplicationId }),
  name: z.string().meta({ example: "Nightly export" }),
  description: z.string().meta({ example: "Copies segments into the data warehouse every night." }),
  ownerId: z.string().optional().meta({ description: "The member who is responsible. Absent: nobody." }),
  permissions: z.array(z.enum(permissionIds)).meta({ example: ["ReadContacts", "ReadSegments"] }),
  enabled: z.boolean().meta({ example: true }),
  allowedIps: z.array(z.string()).meta({
    description: "Addresses and ranges that may call. Empty: every address.",
    example: ["203.0.113.0/24"],
  }),
  callsPerMinute: z.int().optional().meta({
    description: "Its own rate limit. Absent: only that of the workspace.",
    example: 300,
  }),
  version: z.int().meta({ description: "Counts edits.", example: 3 }),
  createdAt: Timestamp,
  lastUsedAt: Timestamp.optional(),
  deletedAt: Timestamp.optional().meta({ description: "Only for a deleted application." }),
  key: ManagedKey.omit({ worksUntil: true }).meta({ description: "The current key." }),
  oldKey: ManagedKey.pick({ id: true, masked: true, worksUntil: true })
    .optional()
    .meta({ description: "A replaced key that still works." }),
});
export type ManagedApplication = z.infer<typeof ManagedApplication>;

/** The key is in this response only. */
export const IssuedApplication = ManagedApplication.extend({
  apiKey: z.string().meta({ description: "The key, which is shown only now.", example: "jny_…" }),
});
export type IssuedApplication = z.infer<typeof IssuedApplication>;

export const ManagedApplicationQuery = z.strictObject({
  name: asFilter(Text(1, 80), "Only the application of this name, without regard to case."),
  deleted: asFilter(
    z.enum(["true", "false"]),
    "'true': the deleted applications that can be restored, instead of the others.",
  ),
  ...pageQuery,
});
export type ManagedApplicationQuery = z.infer<typeof ManagedApplicationQuery>;

const expires = Expiry.optional().meta({
  description:
    "'never', a number of days ('7', '30', '90' or '365'), or the last day ('2027-12-31') in the workspace's time zone.",
  example: "90",
});
const { name, description, ownerId, permissions, allowedIps, callsPerMinute } = NewApplication.shape;
const fields = {
  name: name.meta({ description: "Unique in the workspace.", maxLength: 80, example: "Nightly export" }),
  description: description.meta({
    maxLength: maxDescriptionLength,
    example: "Copies segments into the data warehouse every night.",
  }),
  ownerId: ownerId.meta({
    description:
      "A member of the workspace. Absent in a new application: the person who created the token. null: nobody.",
  }),
  permissions: describeAs(permissions, z.array(z.enum(permissionIds)).max(permissionIds.length), {
    example: ["ReadContacts", "ReadSegments"],
  }),
  allowedIps: describeAs(allowedIps, z.array(z.string().max(60)).max(maxIpRanges).optional(), {
    description: "IP addresses and CIDR ranges. Empty: every address.",
    example: [],
  }),
  callsPerMinute: callsPerMinute.meta({
    description: "Its own rate limit, below the workspace's. null: none.",
    example: null,
  }),
  expires,
};

export const ApplicationToCreate = z.strictObject(fields);
export type ApplicationToCreate = z.infer<typeof ApplicationToCreate>;

export const ApplicationPatch = z.strictObject({
  name: fields.name.optional(),
  description: fields.description,
  ownerId: fields.ownerId,
  permissions: fields.permissions.optional(),
  allowedIps: fields.allowedIps,
  callsPerMinute: fields.callsPerMinute,
  enabled: z.boolean().optional().meta({ example: true }),
  observe: z.boolean().optional().meta({
    description: "Calls that need a removed permission still pass for 7 days, and are marked in the log.",
  }),
  expires,
  version: Version.optional().meta({
    description: "The version that the change is based on: 409 if it is not the current one. Absent: any.",
  }),
});
export type ApplicationPatch = z.infer<typeof ApplicationPatch>;

export const Regeneration = z.strictObject({
  overlap: Overlap.optional().meta({
    description: "How long the replaced key still works. Absent: it stops now.",
    example: "day",
  }),
  expires: expires.meta({ example: "90" }),
  keyId: z.ulid().optional().meta({
    description: "The key to replace: 409 if it is not the current one, so that a repeat replaces nothing.",
  }),
});
export type Regeneration = z.infer<typeof Regeneration>;

export const Restoration = z.strictObject({
  name: name.optional().meta({ description: "Another name, if the old one was taken.", maxLength: 80 }),
});
export type Restoration = z.infer<typeof Restoration>;

export const KeyQuery = z.strictObject(pageQuery);
