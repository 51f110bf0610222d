import { getDenialReason, may, type RoleName } from "@/lib/auth/permissions";

type Somebody = { personId: string; role: RoleName };

/**
 * Why somebody may not change this member's role or remove them, as a disabled button and a refused action say
 * it; null where they may. Leaving is removing oneself, which everybody may but the last owner.
 */
export function findManageDenial(actor: Somebody, member: Somebody, ownerCount: number): string | null {
  if (member.role === "owner" && ownerCount === 1) {
    return member.personId === actor.personId
      ? "You are the last owner. Make somebody else an owner first."
      : "This is the last owner.";
  }
  if (member.role === "owner" && !may(actor.role, "manageOwners")) return getDenialReason("manageOwners");
  return may(actor.role, "manageMembers") ? null : getDenialReason("manageMembers");
}

export function findRemoveDenial(actor: Somebody, member: Somebody, ownerCount: number): string | null {
  const isLastOwner = member.role === "owner" && ownerCount === 1;
  if (member.personId === actor.personId && !isLastOwner) return null;
  return findManageDenial(actor, member, ownerCount);
}

/** Why somebody may not hand out this role; null where they may. */
export function findGrantDenial(actorRole: RoleName, role: RoleName): string | null {
  const ability = role === "owner" ? "manageOwners" : "manageMembers";
  return may(actorRole, ability) ? null : getDenialReason(ability);
}
