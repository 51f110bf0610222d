"use client";

import { Tags } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code/code-block";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { columnHelper } from "@/components/ui/table/data-table";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { PropertyRow, PropertySettings } from "@/lib/definitions/settings/schema";
import { DefinitionActions } from "./definition-actions";
import { DefinitionUsedByCell, formatShare, LabelCell, ShareBar } from "./definition-cells";
import { DefinitionList, DefinitionListSkeleton, getHeading, sortByHeading } from "./definition-list";

const builtIn = "Built in";

const sourceLabels: Record<PropertyRow["source"], string> = {
  sent: "Sent",
  builtIn: builtIn,
  computed: "Computed",
};

const typeLabels: Record<PropertyRow["type"], string> = {
  string: "Text",
  number: "Number",
  boolean: "True or false",
  date: "Date",
  list: "List",
};

const column = columnHelper<PropertyRow>();

const propertyColumns = column.columns([
  column.accessor("label", {
    header: "Property",
    meta: { skeleton: "w-2/3" },
    cell: ({ row: { original } }) => (
      <LabelCell
        row={original}
        narrow={
          <>
            <span>{typeLabels[original.type]}</span>
            <span>{sourceLabels[original.source]}</span>
            <span>{formatShare(original.fillRate)} filled</span>
          </>
        }
      />
    ),
  }),
  column.accessor("type", {
    header: "Type",
    meta: { width: "w-30", hideBelow: "lg", skeleton: "w-16" },
    cell: ({ getValue }) => typeLabels[getValue()],
  }),
  column.accessor("source", {
    header: "Source",
    meta: { width: "w-30", hideBelow: "lg", skeleton: "h-5 w-16 rounded-full" },
    cell: ({ getValue }) => <SourceBadge source={getValue()} />,
  }),
  column.accessor("fillRate", {
    header: "Filled",
    meta: { width: "w-34", hideBelow: "lg", skeleton: "w-24" },
    cell: ({ getValue }) => <ShareBar share={getValue()} />,
  }),
  column.accessor("usedBy", {
    header: "Used by",
    meta: { width: "w-44", hideBelow: "xl", skeleton: "w-28" },
    cell: ({ row }) => <DefinitionUsedByCell row={row.original} />,
  }),
]);

function SourceBadge({ source }: Pick<PropertyRow, "source">) {
  return <Badge tone={source === "computed" ? "accent" : undefined}>{sourceLabels[source]}</Badge>;
}

interface PropertyListProps {
  kind: ContactKind;
  settings: PropertySettings;
}

export function PropertyList({ kind, settings: { rows, sampled, isSample } }: PropertyListProps) {
  const note = isSample
    ? `Filled: the share of ${sampled.toLocaleString("en")} random ${kind}s that have a value.`
    : `Filled: the share of all ${sampled.toLocaleString("en")} ${kind}s that have a value.`;
  return (
    <DefinitionList
      caption="Properties"
      columns={propertyColumns}
      rows={sortByHeading(rows, headingOf, [builtIn])}
      headingOf={headingOf}
      rowActions={renderActions}
      note={note}
    />
  );
}

function headingOf(row: PropertyRow): string {
  return row.source === "builtIn" ? builtIn : getHeading(row);
}

function renderActions(row: PropertyRow) {
  if (row.source === "builtIn") return null;
  return <DefinitionActions row={row} useReason={findUse(row)} />;
}

function findUse({ fillRate, usedBy }: PropertyRow): string | null {
  if (usedBy.length > 0) return `${usedBy[0]?.name} uses it.`;
  return fillRate > 0 ? "It has values. Archive it instead." : null;
}

export function PropertyListSkeleton() {
  return <DefinitionListSkeleton caption="Properties" columns={propertyColumns} />;
}

/** Only built-in properties exist. */
export function NoProperties({ kind, origin }: { kind: ContactKind; origin: string }) {
  const identification = kind === "user" ? '"userId": "20"' : '"accountId": "1001"';
  return (
    <EmptyState
      icon={<Tags />}
      title={`No properties of ${kind}s yet`}
      description="A property is defined when it is first sent. Its first value sets its type."
    >
      <CodeBlock
        label="Request as curl"
        wrap
        code={`curl ${origin}/api/${kind}s/upsert -H "x-api-key: $API_KEY" \\
  -H "content-type: application/json" \\
  -d '{ "identification": { ${identification} }, "properties": { "plan": "Business" } }'`}
      />
    </EmptyState>
  );
}
