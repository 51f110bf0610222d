"use client";

import { HealthBar } from "@/components/computations/distribution/health-bar";
import { ChangedCell, NameCell, UsedByCell } from "@/components/computations/list/computation-cells";
import { ComputationTable, ComputationTableSkeleton } from "@/components/computations/list/computation-table";
import { columnHelper } from "@/components/ui/table/data-table";
import type { RowWithBody, ScoreShares } from "@/lib/computations/schema/explanation";

export type ScoreRow = RowWithBody<"score"> & { shares: ScoreShares };

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
            <SharesBar score={score} className="max-w-60 pt-1" />
          </>
        }
      />
    ),
  }),
  column.accessor("propertyName", {
    header: "Property",
    meta: { width: "w-44", hideBelow: "lg", skeleton: "w-24" },
    cell: ({ getValue, row }) => (
      <>
        <code title={getValue() ?? undefined} className="block truncate font-mono text-sm">
          {getValue()}
        </code>
        <div className="text-muted text-xs">{describeRules(row.original)}</div>
      </>
    ),
  }),
  column.accessor("shares", {
    header: "Contacts",
    meta: { width: "w-56", hideBelow: "lg", skeleton: "w-full" },
    cell: ({ row }) => <SharesBar score={row.original} />,
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

/** The thresholds of the score divide its contacts. */
function SharesBar({ score: { shares, body }, className }: { score: ScoreRow; className?: string }) {
  return (
    <div title={`Good from ${body.good}, bad below ${body.bad}`} className={className}>
      <HealthBar counts={shares} isExact={shares.isExact} empty="No scores" />
    </div>
  );
}

function describeRules({ body: { rules } }: ScoreRow): string {
  return rules.length === 1 ? "1 rule" : `${rules.length} rules`;
}

export function ScoreList({ rows }: { rows: ScoreRow[] }) {
  return <ComputationTable {...tableProps} rows={rows} />;
}

export function ScoreListSkeleton() {
  return <ComputationTableSkeleton {...tableProps} rowHeight="h-13 max-lg:h-20" />;
}
