import { z } from "zod";
import { DisplayName } from "@/lib/text/display-name";
import { PersonEmail } from "@/lib/text/email";
import { day } from "@/lib/time";

export const Role = z.enum(["owner", "admin", "member"]);
export type Role = z.infer<typeof Role>;

export const roles = {
  owner: { label: "Owner", withArticle: "an owner", help: "Everything, including who the owners are." },
  admin: { label: "Admin", withArticle: "an admin", help: "Manages applications, their keys, and members." },
  member: { label: "Member", withArticle: "a member", help: "Sees everything here, and changes nothing." },
} as const satisfies Record<Role, { label: string; withArticle: string; help: string }>;

export const ChangeRole = z.strictObject({ personId: z.ulid(), role: Role });
export type ChangeRole = z.infer<typeof ChangeRole>;

export const RemoveMember = z.strictObject({ personId: z.ulid() });
export const LeaveWorkspace = z.strictObject({});

const maxNoteLength = 120;

const InvitationNote = DisplayName(maxNoteLength, {
  tooLong: `Use ${maxNoteLength} characters at most.`,
});

/** With an email only a person with it can accept the invitation. The note says who a link is for. */
export const CreateInvitation = z.strictObject({
  role: Role,
  note: InvitationNote.optional(),
  email: PersonEmail.optional(),
});
export const ResendInvitation = z.strictObject({ invitationId: z.ulid() });
export const RevokeInvitation = z.strictObject({ invitationId: z.ulid() });

export const AcceptInvitation = z.strictObject({ token: z.string() });

export const invitationLifetime = 7 * day;
