"use client";

import { ArchiveRestore } from "lucide-react";
import Link from "next/link";
import { createContext, use, useSyncExternalStore } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { columnHelper, DataTable } from "@/components/ui/table/data-table";
import { Pagination } from "@/components/ui/table/pagination";
import { LocalDay } from "@/components/ui/time/local-time";
import { RelativeTime, readClock, subscribeToClock } from "@/components/ui/time/relative-time";
import { formatApplicationViewUrl } from "@/lib/applications/format-list-url";
import {
  applicationsPerPage,
  type DeletedApplication,
  type DeletedApplicationPage,
  restorableTime,
} from "@/lib/applications/rows";
import { maskKey } from "@/lib/keys/mask";
import type { CallsSinceDeletion } from "@/lib/logs/schema";
import { day } from "@/lib/time";
import { RestoreButton } from "./restore-button";

/** By application id. */
type RejectedCalls = ReadonlyMap<string, CallsSinceDeletion>;
const RejectedCallsContext = createContext<RejectedCalls>(new Map());

const column = columnHelper<DeletedApplication>();
const columns = column.columns([
  column.accessor("name", { header: "Name", cell: ({ row }) => <NameCell application={row.original} /> }),
  column.accessor("deletedAt", {
    header: "Deleted",
    meta: { width: "w-44", hideBelow: "lg" },
    cell: ({ row }) => <DeletedCell application={row.original} />,
  }),
  column.accessor("id", {
    id: "calls",
    header: "Calls since",
    meta: { width: "w-44", hideBelow: "lg" },
    cell: ({ row }) => <CallsSince application={row.original} />,
  }),
  column.accessor("id", {
    id: "restore",
    header: () => <span className="sr-only">Restore</span>,
    meta: { width: "w-28", align: "end" },
    cell: ({ row }) => <RestoreButton application={row.original} />,
  }),
]);

interface DeletedListProps {
  list: DeletedApplicationPage;
  calls: RejectedCalls;
}

/** The applications that can be restored, the last deleted first. */
export function DeletedList({ list: { rows, page, total }, calls }: DeletedListProps) {
  const { slug } = useApiAccess();
  if (total === 0) {
    return (
      <EmptyState
        icon={<ArchiveRestore />}
        title="Nothing was deleted in the last 30 days"
        description="Deleted applications stay here for 30 days. Restoring one brings back the same key, so no program has to be changed."
      />
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <p className="max-w-[70ch] text-muted">
        Restoring brings back the same key, so no program has to be changed. After 30 days the key is deleted
        for good.
      </p>
      <RejectedCallsContext value={calls}>
        <DataTable
          caption="Recently deleted applications"
          columns={columns}
          rows={rows}
          getRowId={({ id }) => id}
          alignBaseline
        />
      </RejectedCallsContext>
      <Pagination
        page={page}
        perPage={applicationsPerPage}
        total={total}
        toHref={(next) =>
          formatApplicationViewUrl(`/${slug}/settings/api-access`, { view: "deleted", page: next })
        }
      />
    </div>
  );
}

function NameCell({ application }: { application: DeletedApplication }) {
  const { name, hint, enabled, deletedAt } = application;
  return (
    <div className="min-w-0 py-1">
      <div title={name} className="line-clamp-2 whitespace-normal break-words font-medium xl:truncate">
        {name}
      </div>
      <div className="flex flex-wrap gap-x-3 gap-y-1 whitespace-normal text-muted text-xs">
        <code className="font-mono">{maskKey(hint)}</code>
        {!enabled && <span>Disabled</span>}
        <TimeLeft deletedAt={deletedAt} />
        <HiddenAbove width="lg" className="flex flex-wrap gap-x-3 gap-y-1">
          <span>
            Deleted <RelativeTime value={deletedAt} />
            {describeAuthor(application)}
          </span>
          <CallsSince application={application} />
        </HiddenAbove>
      </div>
    </div>
  );
}

function TimeLeft({ deletedAt }: { deletedAt: Date }) {
  const now = useSyncExternalStore(subscribeToClock, readClock, readClock);
  const daysLeft = Math.max(0, Math.ceil((deletedAt.getTime() + restorableTime - now) / day));
  return (
    <span suppressHydrationWarning>
      {daysLeft <= 1 ? "Less than a day left to restore" : `${daysLeft} days left to restore`}
    </span>
  );
}

function DeletedCell({ application }: { application: DeletedApplication }) {
  const author = application.deletedBy ?? "Command line";
  return (
    <>
      <div className="text-sm">
        <RelativeTime value={application.deletedAt} />
      </div>
      <div title={author} className="truncate text-muted text-xs">
        {author}
      </div>
    </>
  );
}

function describeAuthor({ deletedBy }: DeletedApplication): string {
  return deletedBy ? ` by ${deletedBy}` : " on the command line";
}

/** Links to the rejected calls. */
function CallsSince({ application: { id, deletedAt } }: { application: DeletedApplication }) {
  const { slug } = useApiAccess();
  const since = use(RejectedCallsContext).get(id);
  if (!since || since.calls === 0) return <span className="text-muted">No calls since</span>;
  const { calls, countedFrom } = since;
  return (
    <span className="whitespace-normal text-warning">
      <Link href={`/${slug}/settings/api-access/${id}/logs`} className="link">
        {calls === 1 ? "1 call" : `${calls.toLocaleString("en")} calls`}
      </Link>{" "}
      rejected
      {countedFrom > deletedAt ? (
        <>
          {" "}
          since <LocalDay time={countedFrom} />
        </>
      ) : (
        " since"
      )}
    </span>
  );
}
