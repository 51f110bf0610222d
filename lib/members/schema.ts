import { z } from "zod";
import { maskKeys } from "@/lib/keys/mask";
import { isStorable, notStorable } from "@/lib/text";
import { day } from "@/lib/time";

export const Role = z.enum(["owner", "admin", "member"]);
export type Role = z.infer<typeof Role>;

/** How the screens speak of each role. */
export const roles = {
  owner: { label: "Owner", withArticle: "an owner", help: "Everything, including who the owners are." },
  admin: { label: "Admin", withArticle: "an admin", help: "Manages applications, their keys, and members." },
  member: { label: "Member", withArticle: "a member", help: "Sees everything here, and changes nothing." },
} as const satisfies Record<Role, { label: string; withArticle: string; help: string }>;

export const ChangeRole = z.strictObject({ personId: z.ulid(), role: Role });
export type ChangeRole = z.infer<typeof ChangeRole>;

export const RemoveMember = z.strictObject({ personId: z.ulid() });
export const LeaveWorkspace = z.strictObject({});

/** Characters of the note on an invitation. */
const maxNoteLength = 120;

/** Control and bidirectional formatting characters: a note with them could look like another one. */
const unseen = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

const InvitationNote = z
  .string()
  .trim()
  .max(maxNoteLength, `Use ${maxNoteLength} characters at most.`)
  .refine(isStorable, notStorable)
  .refine((note) => !unseen.test(note), "Use visible characters only.")
  .refine((note) => maskKeys(note) === note, "This contains an API key. All members see notes.");

export const CreateInvitation = z.strictObject({ role: Role, note: InvitationNote });
export const RevokeInvitation = z.strictObject({ invitationId: z.ulid() });

export const AcceptInvitation = z.strictObject({ token: z.string() });

export const invitationLifetime = 7 * day;
