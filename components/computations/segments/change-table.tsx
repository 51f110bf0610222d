"use client";

import { ArrowDownRight, ArrowUpRight } from "lucide-react";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { SegmentHistoryRow } from "@/lib/computations/schema/explanation";
import { ContactName } from "./contact-name";
import { describeCause } from "./describe-cause";

const column = columnHelper<SegmentHistoryRow>();

const columns = column.columns([
  column.accessor("contact", {
    header: "Contact",
    cell: ({ row }) => <ContactCell change={row.original} />,
  }),
  column.accessor("entered", {
    header: "Change",
    meta: { width: "w-30" },
    cell: ({ getValue }) => <Direction entered={getValue()} />,
  }),
  column.accessor("cause", {
    header: "Cause",
    meta: { width: "w-72", hideBelow: "lg" },
    cell: ({ getValue }) => <span title={describeCause(getValue())}>{describeCause(getValue())}</span>,
  }),
  column.accessor("at", {
    header: "When",
    meta: { width: "w-36", hideBelow: "lg" },
    cell: ({ getValue }) => <RelativeTime value={getValue()} focusable={false} />,
  }),
]);

export function ChangeTable({ changes }: { changes: SegmentHistoryRow[] }) {
  return (
    <DataTable caption="Changes, newest first" columns={columns} rows={changes} getRowId={({ id }) => id} />
  );
}

function ContactCell({ change: { contact, cause, at } }: { change: SegmentHistoryRow }) {
  return (
    <div className="min-w-0 max-lg:py-1">
      <ContactName contact={contact} />
      <HiddenAbove width="lg" className="text-muted text-xs">
        <RelativeTime value={at} focusable={false} /> · {describeCause(cause)}
      </HiddenAbove>
    </div>
  );
}

function Direction({ entered }: { entered: boolean }) {
  const Icon = entered ? ArrowUpRight : ArrowDownRight;
  return (
    <span className="flex items-center gap-1.5">
      <Icon aria-hidden className={entered ? "size-4 text-positive" : "size-4 text-warning"} />
      {entered ? "Entered" : "Left"}
    </span>
  );
}
