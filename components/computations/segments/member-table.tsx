"use client";

import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import type { ContactReference } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { ContactName } from "./contact-name";

const column = columnHelper<ContactReference>();

const columns = {
  user: column.columns([
    column.accessor("name", { header: "User", cell: ({ row }) => <ContactCell contact={row.original} /> }),
    column.accessor("alias", {
      header: "Email",
      meta: { width: "w-1/3", hideBelow: "lg" },
      cell: ({ getValue }) => <Value value={getValue()} />,
    }),
    column.accessor("externalId", {
      header: "User ID",
      meta: { width: "w-64", hideBelow: "lg" },
      cell: ({ getValue }) => <Value value={getValue()} />,
    }),
  ]),
  account: column.columns([
    column.accessor("name", { header: "Account", cell: ({ row }) => <ContactCell contact={row.original} /> }),
    column.accessor("alias", {
      header: "Domain",
      meta: { width: "w-1/3", hideBelow: "lg" },
      cell: ({ getValue }) => <Value value={getValue()} />,
    }),
    column.accessor("externalId", {
      header: "Account ID",
      meta: { width: "w-64", hideBelow: "lg" },
      cell: ({ getValue }) => <Value value={getValue()} />,
    }),
  ]),
};

interface SegmentMemberTableProps {
  kind: ContactKind;
  members: ContactReference[];
}

export function SegmentMemberTable({ kind, members }: SegmentMemberTableProps) {
  return <DataTable caption="Members" columns={columns[kind]} rows={members} getRowId={({ id }) => id} />;
}

export function SegmentMemberTableSkeleton() {
  return (
    <DataTableSkeleton caption="Members" columns={columns.user} rows={8} rowHeight="h-11 max-lg:h-13.25" />
  );
}

function ContactCell({ contact }: { contact: ContactReference }) {
  const { name, alias, externalId } = contact;
  const detail = [alias, externalId].find((value) => value !== null && value !== name);
  return (
    <div className="min-w-0 max-lg:py-1">
      <ContactName contact={contact} />
      <HiddenAbove width="lg" className="truncate text-muted text-xs">
        {detail ?? "No other name"}
      </HiddenAbove>
    </div>
  );
}

function Value({ value }: { value: string | null }) {
  if (value === null) return <span className="text-muted">Not set</span>;
  return <span title={value}>{value}</span>;
}
