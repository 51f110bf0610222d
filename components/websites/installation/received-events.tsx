"use client";

import { Radio } from "lucide-react";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { Steps } from "@/components/ui/layout/steps";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import { LocalTime } from "@/components/ui/time/local-time";
import { SnippetBlock } from "@/components/websites/dialogs/snippet-dialog";
import type { ReceivedEvent, WebsiteRow } from "@/lib/websites/schema";

const column = columnHelper<ReceivedEvent>();

const columns = column.columns([
  column.accessor("time", {
    header: TimeHeader,
    meta: { width: "sm:w-46", skeleton: "w-32" },
    cell: ({ row }) => <TimeCell event={row.original} />,
  }),
  column.accessor("name", {
    header: "Event",
    meta: { width: "w-48", hideBelow: "sm", skeleton: "w-24" },
    cell: ({ getValue }) => <span title={getValue()}>{getValue()}</span>,
  }),
  column.accessor("url", {
    header: "Page",
    meta: { hideBelow: "sm" },
    cell: ({ getValue }) => <PageCell url={getValue()} />,
  }),
  column.accessor("user", {
    header: "User",
    meta: { width: "w-44", hideBelow: "lg", skeleton: "w-20" },
    cell: ({ getValue }) => <UserCell user={getValue()} />,
  }),
]);

const tableProps = { caption: "Received events, newest first", columns };

interface ReceivedEventsProps {
  website: WebsiteRow;
  events: ReceivedEvent[];
}

export function ReceivedEvents({ website, events }: ReceivedEventsProps) {
  if (events.length === 0) return <NoEvents website={website} />;
  return <DataTable {...tableProps} rows={events} getRowId={({ id }) => id} />;
}

export function ReceivedEventsSkeleton() {
  return <DataTableSkeleton {...tableProps} rows={8} rowHeight="h-11 max-sm:h-17" />;
}

function TimeHeader() {
  return (
    <>
      <span className="max-sm:hidden">Time</span>
      <span className="sm:hidden">Event</span>
    </>
  );
}

/** A phone shows the hidden columns' values above the time. */
function TimeCell({ event: { time, name, url, user } }: { event: ReceivedEvent }) {
  return (
    <div className="max-sm:flex max-sm:flex-col max-sm:py-1">
      <span className="font-medium sm:hidden">{name}</span>
      <span className="wrap-anywhere line-clamp-2 sm:hidden">
        <PageCell url={url} />
      </span>
      <LocalTime time={time} />
      {user && <span className="truncate text-muted text-sm sm:hidden">{user}</span>}
    </div>
  );
}

function PageCell({ url }: { url: string | null }) {
  if (url === null) return <span className="text-muted">Not recorded</span>;
  return (
    <span title={url} className="font-mono text-sm">
      {url.replace(/^https?:\/\//, "")}
    </span>
  );
}

function UserCell({ user }: { user: string | null }) {
  return user === null ? <span className="text-muted">Anonymous</span> : <span title={user}>{user}</span>;
}

function NoEvents({ website }: { website: WebsiteRow }) {
  const { domain, honorsOptOut, allowsAnyDomain } = website;
  return (
    <EmptyState
      icon={<Radio />}
      title="Waiting for the first page view"
      description="Events appear here within two seconds."
    >
      <div className="flex flex-col gap-4">
        <Steps
          steps={[
            "Paste the snippet below into the head of every page, and publish.",
            allowsAnyDomain
              ? "Open one of the pages in another tab, on any domain or localhost."
              : `Open a page of ${domain}, or of a subdomain, in another tab.`,
            honorsOptOut
              ? "Return to this tab. Still empty? Turn off ad blockers and Do Not Track."
              : "Return to this tab. Still empty? Turn off ad blockers.",
          ]}
        />
        <SnippetBlock website={website} />
      </div>
    </EmptyState>
  );
}
