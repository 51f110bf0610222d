"use client";

import { Activity } from "lucide-react";
import { CodeBlock } from "@/components/ui/code/code-block";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { columnHelper } from "@/components/ui/table/data-table";
import { LocalDay } from "@/components/ui/time/local-time";
import { RelativeTime } from "@/components/ui/time/relative-time";
import { type EventRow, type EventSettings, volumeDays } from "@/lib/definitions/settings/schema";
import { DefinitionActions } from "./definition-actions";
import { DefinitionUsedByCell, LabelCell } from "./definition-cells";
import { DefinitionList, DefinitionListSkeleton, getHeading, sortByHeading } from "./definition-list";

const column = columnHelper<EventRow>();

const eventColumns = column.columns([
  column.accessor("label", {
    header: "Event",
    meta: { skeleton: "w-2/3" },
    cell: ({ row: { original } }) => (
      <LabelCell
        row={original}
        narrow={
          <>
            <span>{original.volume.toLocaleString("en")} received</span>
            <LastEvent at={original.lastAt} />
          </>
        }
      />
    ),
  }),
  column.accessor("volume", {
    header: `Last ${volumeDays} days`,
    meta: { width: "w-28", align: "end", hideBelow: "lg", skeleton: "w-14" },
    cell: ({ getValue }) => <span className="tabular-nums">{getValue().toLocaleString("en")}</span>,
  }),
  column.accessor("lastAt", {
    header: "Last",
    meta: { width: "w-40", hideBelow: "lg", skeleton: "w-24" },
    cell: ({ getValue }) => <LastEvent at={getValue()} />,
  }),
  column.accessor("firstAt", {
    header: "First",
    meta: { width: "w-32", hideBelow: "xl", skeleton: "w-20" },
    cell: ({ getValue }) => <LocalDay time={getValue()} />,
  }),
  column.accessor("usedBy", {
    header: "Used by",
    meta: { width: "w-44", hideBelow: "xl", skeleton: "w-28" },
    cell: ({ row }) => <DefinitionUsedByCell row={row.original} />,
  }),
]);

function LastEvent({ at }: { at: Date | null }) {
  if (at) return <RelativeTime value={at} focusable={false} />;
  return <span className="text-muted">Not lately</span>;
}

export function EventList({ settings: { rows, since, isComplete } }: { settings: EventSettings }) {
  const note = isComplete ? (
    `Counts the events received in the last ${volumeDays} days.`
  ) : (
    <>
      Counts the newest events only, received since <LocalDay time={since} />: there are too many to count
      all.
    </>
  );
  return (
    <DefinitionList
      caption="Events"
      columns={eventColumns}
      rows={sortByHeading(rows, getHeading)}
      headingOf={getHeading}
      rowActions={renderActions}
      note={note}
    />
  );
}

function renderActions(row: EventRow) {
  return <DefinitionActions row={row} useReason={findUse(row)} />;
}

function findUse({ volume, usedBy }: EventRow): string | null {
  if (usedBy.length > 0) return `${usedBy[0]?.name} uses it.`;
  return volume > 0 ? "It has events. Archive it instead." : null;
}

export function EventListSkeleton() {
  return <DefinitionListSkeleton caption="Events" columns={eventColumns} />;
}

export function NoEvents({ origin }: { origin: string }) {
  return (
    <EmptyState
      icon={<Activity />}
      title="No events yet"
      description="An event is defined when it is first sent, by the API or a website."
    >
      <CodeBlock
        label="Request as curl"
        wrap
        code={`curl ${origin}/api/track -H "x-api-key: $API_KEY" \\
  -H "content-type: application/json" \\
  -d '{ "identification": { "user": { "userId": "20" } }, "name": "report exported" }'`}
      />
    </EmptyState>
  );
}
