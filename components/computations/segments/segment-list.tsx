"use client";

import { Copy, Users } from "lucide-react";
import Link from "next/link";
import {
  ChangedCell,
  ComputationActions,
  NameCell,
  UsedByCell,
} from "@/components/computations/list/computation-cells";
import { useComputationsContext } from "@/components/computations/list/computation-dialogs";
import { IconButton } from "@/components/ui/button";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import { RowLink } from "@/components/ui/table/row-link";
import type { ComputationRow, RunState } from "@/lib/computations/schema/explanation";
import { toDuplicateUrl, toMembersUrl } from "@/lib/computations/schema/urls";
import { SegmentState } from "./segment-state";

type SegmentRow = ComputationRow & { run: RunState };

const column = columnHelper<SegmentRow>();

const columns = column.columns([
  column.accessor("name", {
    header: "Segment",
    meta: { skeleton: "w-2/5" },
    cell: ({ row: { original: segment } }) => (
      <NameCell
        row={segment}
        narrow={
          <>
            {formatMembers(segment.count)} · <SegmentState segment={segment} run={segment.run} plain />
          </>
        }
      />
    ),
  }),
  column.accessor("count", {
    header: "Members",
    meta: { width: "w-28", hideBelow: "lg", align: "end", skeleton: "w-14" },
    cell: ({ row }) => <MembersCell segment={row.original} />,
  }),
  column.accessor("usedBy", {
    header: "Used by",
    meta: { width: "w-44", hideBelow: "xl", skeleton: "w-24" },
    cell: ({ getValue }) => <UsedByCell usedBy={getValue()} empty="Not used" />,
  }),
  column.accessor("changedAt", {
    header: "Changed",
    meta: { width: "w-36", hideBelow: "xl", skeleton: "w-24" },
    cell: ({ row }) => <ChangedCell row={row.original} />,
  }),
  column.display({
    id: "state",
    header: "State",
    meta: { width: "w-42", hideBelow: "lg", skeleton: "h-5 w-14 rounded-full" },
    cell: ({ row: { original: segment } }) => <SegmentState segment={segment} run={segment.run} />,
  }),
]);

const tableProps = {
  caption: "Segments",
  columns,
  rowActionsWidth: "w-38 pointer-coarse:w-46 max-sm:w-20 max-sm:pointer-coarse:w-24",
};

interface SegmentListProps {
  segments: ComputationRow[];
  run: RunState;
}

export function SegmentList({ segments, run }: SegmentListProps) {
  return (
    <DataTable
      {...tableProps}
      rows={segments.map((segment) => ({ ...segment, run }))}
      getRowId={({ id }) => id}
      rowActions={renderActions}
    />
  );
}

export function SegmentListSkeleton() {
  return (
    <DataTableSkeleton {...tableProps} rowActions rows={4} rowHeight="h-11.25 max-xl:h-11 max-lg:h-13.25" />
  );
}

function renderActions(segment: SegmentRow) {
  return <SegmentActions segment={segment} />;
}

/** A phone has room for two buttons: the name opens the editor, and the editor has the others. */
function SegmentActions({ segment }: { segment: SegmentRow }) {
  const { slug, disabledReason } = useComputationsContext();
  return (
    <>
      <IconButton label={`Members of ${segment.name}`} className="max-sm:hidden" asChild>
        <RowLink href={toMembersUrl(slug, segment.id)}>
          <Users />
        </RowLink>
      </IconButton>
      {disabledReason ? (
        <IconButton
          label={`Duplicate ${segment.name}`}
          disabledReason={disabledReason}
          className="max-sm:hidden"
        >
          <Copy />
        </IconButton>
      ) : (
        <IconButton label={`Duplicate ${segment.name}`} className="max-sm:hidden" asChild>
          <RowLink href={toDuplicateUrl(slug, segment)}>
            <Copy />
          </RowLink>
        </IconButton>
      )}
      <ComputationActions row={segment} />
    </>
  );
}

function MembersCell({ segment: { id, name, count } }: { segment: SegmentRow }) {
  const { slug } = useComputationsContext();
  return (
    <Link
      href={toMembersUrl(slug, id)}
      prefetch={false}
      aria-label={`${formatMembers(count)} of ${name}`}
      className="relative z-10 rounded-[2px] tabular-nums hover:underline"
    >
      {(count ?? 0).toLocaleString("en")}
    </Link>
  );
}

function formatMembers(count: number | null): string {
  return count === 1 ? "1 member" : `${(count ?? 0).toLocaleString("en")} members`;
}
