"use client";

import { ChangedCell, NameCell, UsedByCell } from "@/components/computations/list/computation-cells";
import { ComputationTable, ComputationTableSkeleton } from "@/components/computations/list/computation-table";
import { columnHelper } from "@/components/ui/table/data-table";
import type { RowWithBody } from "@/lib/computations/schema/explanation";

type ScoreRow = RowWithBody<"score">;

const column = columnHelper<ScoreRow>();

const columns = column.columns([
  column.accessor("name", {
    header: "Score",
    meta: { skeleton: "w-2/5" },
    cell: ({ row: { original: score } }) => (
      <NameCell
        row={score}
        narrow={
          <>
            <code className="font-mono">{score.propertyName}</code> · {describeRules(score)}
          </>
        }
      />
    ),
  }),
  column.accessor("propertyName", {
    header: "Property",
    meta: { width: "w-44", hideBelow: "lg", skeleton: "w-24" },
    cell: ({ getValue }) => (
      <code title={getValue() ?? undefined} className="font-mono text-sm">
        {getValue()}
      </code>
    ),
  }),
  column.accessor("body", {
    header: "Rules",
    meta: { width: "w-24", hideBelow: "lg", skeleton: "w-12" },
    cell: ({ row }) => describeRules(row.original),
  }),
  column.accessor("usedBy", {
    header: "Used by",
    meta: { width: "w-44", hideBelow: "lg", skeleton: "w-24" },
    cell: ({ getValue }) => <UsedByCell usedBy={getValue()} empty="Not used" />,
  }),
  column.accessor("changedAt", {
    header: "Changed",
    meta: { width: "w-38", hideBelow: "xl", skeleton: "w-24" },
    cell: ({ row }) => <ChangedCell row={row.original} />,
  }),
]);

const tableProps = { caption: "Scores", columns };

function describeRules({ body: { rules } }: ScoreRow): string {
  return rules.length === 1 ? "1 rule" : `${rules.length} rules`;
}

export function ScoreList({ rows }: { rows: ScoreRow[] }) {
  return <ComputationTable {...tableProps} rows={rows} />;
}

export function ScoreListSkeleton() {
  return <ComputationTableSkeleton {...tableProps} />;
}
