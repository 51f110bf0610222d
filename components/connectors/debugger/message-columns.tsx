"use client";

import { TriangleAlert } from "lucide-react";
import { CallTime, CallTimeHeading } from "@/components/logs/list/call-time";
import { columnHelper } from "@/components/ui/table/data-table";
import { describeReason, type ListedMessage } from "@/lib/connectors/messages/rows";
import { messageLinkId, useMessageLink, useOpenMessage } from "./message-url";
import { OutcomeBadge } from "./outcome-badge";

const column = columnHelper<ListedMessage>();

export const messageColumns = column.columns([
  column.accessor("time", {
    header: () => <CallTimeHeading />,
    meta: { width: "lg:w-38 2xl:w-44", skeleton: "w-28" },
    cell: ({ row }) => <MessageLink message={row.original} />,
  }),
  column.accessor("outcome", {
    header: "Outcome",
    meta: { width: "w-30 xl:w-64", skeleton: "h-5 w-20 rounded-full" },
    cell: ({ row }) => <OutcomeCell message={row.original} />,
  }),
  column.accessor("type", {
    header: "Type",
    meta: { width: "w-22", hideBelow: "desktop", skeleton: "w-12" },
    cell: ({ getValue }) => <span className="font-mono text-muted text-sm">{getValue() || "unknown"}</span>,
  }),
  column.accessor("name", {
    header: "Name",
    meta: { hideBelow: "desktop" },
    cell: ({ getValue }) => <span title={getValue()}>{getValue()}</span>,
  }),
  column.accessor("subject", {
    header: "User",
    meta: { width: "w-28 xl:w-44 2xl:w-64", hideBelow: "desktop", skeleton: "w-24" },
    cell: ({ getValue }) => (
      <span title={getValue()} className="font-mono text-sm">
        {getValue() || <span className="font-sans text-muted">None</span>}
      </span>
    ),
  }),
  column.accessor("warnings", {
    header: "Warnings",
    meta: { width: "w-24", hideBelow: "desktop", align: "end", skeleton: "w-6" },
    cell: ({ getValue }) => <Warnings count={getValue()} />,
  }),
]);

/** Covers its whole row: a click anywhere opens the message. Narrow screens show the values of hidden columns. */
function MessageLink({ message }: { message: ListedMessage }) {
  const { id, time, type, name, subject, warnings } = message;
  const isOpen = useOpenMessage() === id;
  const link = useMessageLink(id);
  return (
    <a
      id={messageLinkId(id)}
      {...link}
      aria-current={isOpen || undefined}
      className="block text-sm after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus aria-current:after:bg-accent/10 aria-current:after:shadow-[inset_2px_0_0_var(--color-accent)]"
    >
      <span className="block truncate lg:sr-only">
        <span className="font-mono text-muted">{type || "unknown"}</span> {name}{" "}
      </span>
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2 max-lg:text-muted">
        <CallTime time={time} />
        <span className="min-w-0 truncate font-mono lg:hidden">{subject}</span>
        <span className="lg:hidden">
          <Warnings count={warnings} />
        </span>
      </span>
    </a>
  );
}

function OutcomeCell({ message: { outcome, code } }: { message: ListedMessage }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <OutcomeBadge outcome={outcome} />
      {code && (
        <span title={describeReason(code)} className="truncate font-mono text-muted text-sm max-xl:sr-only">
          {code}
        </span>
      )}
    </span>
  );
}

function Warnings({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="inline-flex items-center gap-1 text-warning tabular-nums">
      <TriangleAlert aria-hidden className="size-3.5" />
      {count}
      <span className="sr-only">{count === 1 ? " warning" : " warnings"}</span>
    </span>
  );
}
