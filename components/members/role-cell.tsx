import { Button } from "@/components/ui/button";
import { may } from "@/lib/auth/permissions";
import { whyNotManage } from "@/lib/members/rules";
import { roles } from "@/lib/members/schema";
import type { MemberRow } from "./member-table";
import { RoleSelect } from "./role-select";

/** A member's role: to be read, or to be changed where the reader may. */
export function RoleCell({ member }: { member: MemberRow }) {
  const { label } = roles[member.role];
  if (!may(member.actor.role, "manageMembers")) return label;
  const disabledReason = whyNotManage(member.actor, member, member.ownerCount);
  if (disabledReason) return <Button disabledReason={disabledReason}>{label}</Button>;
  return <RoleSelect member={member} />;
}
