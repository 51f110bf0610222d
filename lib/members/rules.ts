import { getDenialReason, may, type RoleName } from "@/lib/auth/permissions";
import { AppError } from "@/lib/errors";

type MemberRole = { personId: string; role: RoleName };

/** Returns why the actor may not change this member's role or remove them, or null. Buttons and actions show it. */
export function findManageDenial(actor: MemberRole, member: MemberRole, ownerCount: number): string | null {
  if (member.role === "owner" && ownerCount === 1) {
    return member.personId === actor.personId
      ? "You are the last owner. Make another member an owner first."
      : "This is the last owner.";
  }
  if (member.role === "owner" && !may(actor.role, "manageOwners")) return getDenialReason("manageOwners");
  return may(actor.role, "manageMembers") ? null : getDenialReason("manageMembers");
}

/** Like `findManageDenial`, but every member may remove themselves, except the last owner. */
export function findRemoveDenial(actor: MemberRole, member: MemberRole, ownerCount: number): string | null {
  const isLastOwner = member.role === "owner" && ownerCount === 1;
  if (member.personId === actor.personId && !isLastOwner) return null;
  return findManageDenial(actor, member, ownerCount);
}

/** Returns why the actor may not assign this role, or null. */
export function findGrantDenial(actorRole: RoleName, role: RoleName): string | null {
  const ability = role === "owner" ? "manageOwners" : "manageMembers";
  return may(actorRole, ability) ? null : getDenialReason(ability);
}

export function throwIfDenied(reason: string | null): void {
  if (reason !== null) throw new AppError("forbidden", reason);
}
