"use client";

import { LogOut, UserMinus } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/button";
import { columnHelper, DataTable, DataTableSkeleton } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { RoleName } from "@/lib/auth/permissions";
import type { Member } from "@/lib/members/queries";
import { whyNotRemove } from "@/lib/members/rules";
import { RemoveMemberDialog } from "./remove-member-dialog";
import { RoleCell } from "./role-cell";

interface MemberTableProps {
  workspace: { name: string; slug: string };
  /** Who is looking. */
  actor: { personId: string; role: RoleName };
  members: Member[];
}

/** A member, and all that decides what may be done with them. */
export type MemberRow = Member &
  Omit<MemberTableProps, "members"> & {
    isSelf: boolean;
    ownerCount: number;
  };

const column = columnHelper<MemberRow>();
const columns = column.columns([
  column.accessor("name", {
    header: "Member",
    cell: ({ row }) => <Identity {...row.original} />,
  }),
  column.accessor("role", {
    header: "Role",
    meta: { width: "w-33 sm:w-36", skeleton: "w-16" },
    cell: ({ row }) => <RoleCell member={row.original} />,
  }),
  column.accessor("createdAt", {
    header: "Joined",
    meta: { width: "w-36", hideBelow: "lg", skeleton: "w-20" },
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
]);
const frame = { caption: "Members", columns, rowActionsWidth: "w-14" };

export function MemberTable({ members, workspace, actor }: MemberTableProps) {
  const [leaving, setLeaving] = useState<MemberRow | null>(null);
  const ownerCount = members.filter(({ role }) => role === "owner").length;
  const rows = members.map((member) => {
    const isSelf = member.personId === actor.personId;
    return { ...member, workspace, actor, isSelf, ownerCount };
  });
  return (
    <>
      <DataTable
        {...frame}
        rows={rows}
        getRowId={({ personId }) => personId}
        rowActions={(member) => (
          <IconButton
            label={member.isSelf ? "Leave workspace" : `Remove ${member.name}`}
            disabledReason={whyNotRemove(actor, member, ownerCount)}
            onClick={() => setLeaving(member)}
          >
            {member.isSelf ? <LogOut /> : <UserMinus />}
          </IconButton>
        )}
      />
      {leaving && <RemoveMemberDialog member={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}

export function MemberTableSkeleton() {
  return <DataTableSkeleton {...frame} rows={4} rowActions rowHeight="h-15.25" />;
}

function Identity({ name, email, isSelf }: MemberRow) {
  return (
    <div className="flex flex-col py-1.5">
      <span className="flex min-w-0 items-center gap-x-2 max-sm:flex-wrap">
        <span className="min-w-0 font-medium sm:truncate">{name}</span>
        {isSelf && <Badge>You</Badge>}
      </span>
      <span className="text-muted text-sm sm:truncate">{email}</span>
    </div>
  );
}
