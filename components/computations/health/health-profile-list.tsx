"use client";

import { ChangedCell, NameCell, UsedByCell } from "@/components/computations/list/computation-cells";
import { ComputationTable, ComputationTableSkeleton } from "@/components/computations/list/computation-table";
import { Badge } from "@/components/ui/badge";
import { columnHelper } from "@/components/ui/table/data-table";
import type { RowWithBody } from "@/lib/computations/schema/explanation";

type HealthProfileRow = RowWithBody<"healthProfile">;

const column = columnHelper<HealthProfileRow>();

const columns = column.columns([
  column.accessor("name", {
    header: "Profile",
    meta: { skeleton: "w-2/5" },
    cell: ({ row: { original: profile } }) => (
      <NameCell
        row={profile}
        badge={profile.body.isDefault && <Badge tone="accent">Default</Badge>}
        narrow={<UsedIn profile={profile} />}
      />
    ),
  }),
  column.accessor("usedBy", {
    header: "Used in",
    meta: { width: "w-64", hideBelow: "lg", skeleton: "w-24" },
    cell: ({ row }) => <UsedIn profile={row.original} />,
  }),
  column.accessor("changedAt", {
    header: "Changed",
    meta: { width: "w-38", hideBelow: "lg", skeleton: "w-24" },
    cell: ({ row }) => <ChangedCell row={row.original} />,
  }),
]);

const tableProps = { caption: "Health profiles", columns };

/** Stages without a profile have the default one. */
function UsedIn({ profile: { body, usedBy } }: { profile: HealthProfileRow }) {
  return <UsedByCell usedBy={usedBy} empty={body.isDefault ? "Where no other is chosen" : "Not used"} />;
}

export function HealthProfileList({ rows }: { rows: HealthProfileRow[] }) {
  return <ComputationTable {...tableProps} rows={rows} />;
}

export function HealthProfileListSkeleton() {
  return <ComputationTableSkeleton {...tableProps} />;
}
