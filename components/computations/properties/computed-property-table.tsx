"use client";

import { Sigma } from "lucide-react";
import { ChangedCell, NameCell, UsedByCell } from "@/components/computations/list/computation-cells";
import { ComputationDialogs } from "@/components/computations/list/computation-dialogs";
import { ComputationTable, ComputationTableSkeleton } from "@/components/computations/list/computation-table";
import { CreateComputationButton, CreateFirstButton } from "@/components/computations/list/create-link";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { columnHelper } from "@/components/ui/table/data-table";
import type { RowWithBody } from "@/lib/computations/schema/explanation";
import type { ContactKind } from "@/lib/contacts/schema/contact";

/** `formula` in words: "Number of exported in the last 30 days". */
export type ComputedPropertyRow = RowWithBody<"property"> & { formula: string };

const column = columnHelper<ComputedPropertyRow>();

const columns = column.columns([
  column.accessor("name", {
    header: "Property",
    meta: { skeleton: "w-2/5" },
    cell: ({ row: { original: property } }) => (
      <NameCell
        row={property}
        detail={property.formula}
        narrow={<code className="font-mono">{property.propertyName}</code>}
      />
    ),
  }),
  column.accessor("propertyName", {
    header: "Name in the API",
    meta: { width: "w-52", hideBelow: "lg", skeleton: "w-28" },
    cell: ({ getValue }) => (
      <code title={getValue() ?? undefined} className="font-mono text-sm">
        {getValue()}
      </code>
    ),
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

const tableProps = { caption: "Computed properties", columns };

interface ComputedPropertyTableProps {
  slug: string;
  kind: ContactKind;
  rows: ComputedPropertyRow[];
  disabledReason: string | null;
}

/** The section of the computed properties, with the dialog that deletes them. */
export function ComputedPropertyTable({ slug, kind, rows, disabledReason }: ComputedPropertyTableProps) {
  return (
    <ComputationDialogs
      slug={slug}
      disabledReason={disabledReason}
      rows={rows}
      deletion="The values of all contacts are removed, and the API no longer returns it."
    >
      <section className="flex flex-col gap-3">
        <header className="flex flex-wrap items-end justify-between gap-3">
          <div className="flex flex-col gap-0.5">
            <h2 className="font-semibold text-lg">Computed properties</h2>
            <p className="text-muted">Computed from events and dates, and kept up to date.</p>
          </div>
          <CreateComputationButton type="property" kind={kind} count={rows.length} />
        </header>
        {rows.length === 0 ? (
          <EmptyState
            icon={<Sigma />}
            title="No computed properties yet"
            description="For example the number of exports in the last 30 days, the sum of all orders, or the days since the last login."
            action={<CreateFirstButton type="property" kind={kind} />}
          />
        ) : (
          <ComputationTable {...tableProps} rows={rows} />
        )}
      </section>
    </ComputationDialogs>
  );
}

export function ComputedPropertyTableSkeleton() {
  return <ComputationTableSkeleton {...tableProps} rowHeight="h-14 max-lg:h-18" />;
}
