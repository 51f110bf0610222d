"use client";

import { columnHelper } from "@/components/ui/data-table";
import { LocalTime } from "@/components/ui/local-time";
import type { Arrival } from "@/lib/websites/schema";

const column = columnHelper<Arrival>();

export const arrivalColumns = column.columns([
  column.accessor("time", {
    header: TimeHeader,
    meta: { width: "sm:w-46", skeleton: "w-32" },
    cell: ({ row }) => <TimeCell arrival={row.original} />,
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

function TimeHeader() {
  return (
    <>
      <span className="max-sm:hidden">Time</span>
      <span className="sm:hidden">Event</span>
    </>
  );
}

/** On a phone what the hidden columns would say comes first. */
function TimeCell({ arrival: { time, name, url, user } }: { arrival: Arrival }) {
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
