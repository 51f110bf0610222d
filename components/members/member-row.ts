import type { RoleName } from "@/lib/auth/permissions";
import type { Member } from "@/lib/members/queries";

/** The reader's view of a workspace. */
export interface MembersPage {
  workspace: { name: string; slug: string };
  /** The signed-in person. */
  actor: { personId: string; role: RoleName };
}

/** A member, with everything that decides what the reader may do with them. */
export type MemberRow = Member & MembersPage & { isSelf: boolean; ownerCount: number };

export function toMemberRows(members: Member[], { workspace, actor }: MembersPage): MemberRow[] {
  const ownerCount = members.filter(({ role }) => role === "owner").length;
  return members.map((member) => ({
    ...member,
    workspace,
    actor,
    isSelf: member.personId === actor.personId,
    ownerCount,
  }));
}
