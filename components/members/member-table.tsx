"use client";

import { LogOut, UserMinus } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/button";
import { createButtonId } from "@/components/ui/create-button";
import { deleteButtonId, findNeighborButton, useDialogs } from "@/components/ui/overlay/use-dialogs";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { Member } from "@/lib/members/queries";
import { findRemoveDenial } from "@/lib/members/rules";
import { type MemberRow, type MembersPage, toMemberRows } from "./member-row";
import { RemoveMemberDialog } from "./remove-member-dialog";
import { RoleCell } from "./role-select";

interface MemberTableProps extends MembersPage {
  members: Member[];
}

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
  const { count, act, open, begin, close, closeTowards, returnFocus } = useDialogs<MemberRow>(createButtonId);
  const rows = toMemberRows(members, { workspace, actor });
  const closeRemoved = () => {
    const ids = rows.map(({ personId }) => ({ id: personId }));
    if (act) closeTowards(findNeighborButton(ids, act.personId));
  };
  return (
    <>
      <DataTable
        {...frame}
        rows={rows}
        getRowId={({ personId }) => personId}
        rowActions={(member) => (
          <IconButton
            id={deleteButtonId(member.personId)}
            label={member.isSelf ? "Leave workspace" : `Remove ${member.name}`}
            disabledReason={findRemoveDenial(actor, member, member.ownerCount)}
            onClick={({ currentTarget }) => begin(member, currentTarget)}
          >
            {member.isSelf ? <LogOut /> : <UserMinus />}
          </IconButton>
        )}
      />
      {act && (
        <RemoveMemberDialog
          key={count}
          open={open}
          member={act}
          onClose={close}
          onRemoved={closeRemoved}
          onCloseAutoFocus={returnFocus}
        />
      )}
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
        <span title={name} className="line-clamp-2 min-w-0 font-medium sm:block sm:truncate">
          {name}
        </span>
        {isSelf && <Badge>You</Badge>}
      </span>
      <span title={email} className="truncate text-muted text-sm">
        {email}
      </span>
    </div>
  );
}
