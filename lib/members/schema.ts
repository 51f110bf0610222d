import { z } from "zod";
import { day } from "@/lib/time";

export const Role = z.enum(["owner", "admin", "member"]);

export const roles = {
  owner: { label: "Owner", help: "Everything, including who the owners are." },
  admin: { label: "Admin", help: "Manages applications, their keys, and the members." },
  member: { label: "Member", help: "Sees everything here, and changes nothing." },
} as const satisfies Record<z.infer<typeof Role>, { label: string; help: string }>;

export const ChangeRole = z.strictObject({ personId: z.string(), role: Role });
export type ChangeRole = z.infer<typeof ChangeRole>;

export const RemoveMember = z.strictObject({ personId: z.string() });

export const CreateInvitation = z.strictObject({ role: Role });
export const RevokeInvitation = z.strictObject({ invitationId: z.string() });

export const AcceptInvitation = z.strictObject({ token: z.string() });

export const invitationLifetime = 7 * day;
