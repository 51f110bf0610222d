"use client";

import Link from "next/link";
import { useApiAccess } from "@/components/applications/api-access";
import { ApplicationStatus } from "@/components/applications/application-status";
import { SelectAll, SelectRow } from "@/components/applications/bulk/selection";
import { LastUse } from "@/components/applications/last-use";
import { LimitUse } from "@/components/applications/limit-use";
import { RecentCallsChart } from "@/components/applications/recent-calls-chart";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { columnHelper } from "@/components/ui/table/data-table";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { ApplicationRow } from "@/lib/applications/rows";
import { maskKey } from "@/lib/keys/mask";
import { applicationColumnLayouts as layouts, selectColumnStyle } from "./application-list-layout";
import { PermissionSummary } from "./permission-summary";

const column = columnHelper<ApplicationRow>();

export const applicationColumns = column.columns([
  column.accessor("id", {
    id: "select",
    header: () => <SelectAll />,
    meta: selectColumnStyle,
    cell: ({ row }) => <SelectRow id={row.original.id} name={row.original.name} />,
  }),
  column.accessor("name", {
    ...layouts.name,
    cell: ({ row }) => <NameCell application={row.original} />,
  }),
  column.accessor("permissions", {
    ...layouts.permissions,
    cell: ({ getValue }) => <PermissionSummary allowed={getValue()} />,
  }),
  column.accessor("enabled", {
    ...layouts.status,
    cell: ({ row }) => (
      <>
        <ApplicationStatus application={row.original} />
        <LimitUse application={row.original} />
      </>
    ),
  }),
  column.accessor("lastUsedAt", {
    ...layouts.lastUsed,
    cell: ({ row }) => <LastUsedCell application={row.original} />,
  }),
  column.accessor("createdAt", {
    ...layouts.created,
    cell: ({ row }) => <CreatedCell application={row.original} />,
  }),
]);

/** On narrow screens the values of hidden columns follow below the name. */
function NameCell({ application }: { application: ApplicationRow }) {
  const { id, name, permissions, key, createdBy, createdAt, description, owner } = application;
  const { slug } = useApiAccess();
  return (
    <div className="min-w-0 whitespace-normal max-xl:py-1">
      <div title={name} className="line-clamp-2 whitespace-normal break-words font-medium xl:truncate">
        <Link
          href={`/${slug}/settings/api-access/${id}`}
          prefetch={false}
          className="rounded-[2px] hover:underline"
        >
          {name}
        </Link>
      </div>
      <div title={description || undefined} className="truncate text-muted text-xs">
        <code className="font-mono">{maskKey(key.hint)}</code>
        {` · ${owner?.name ?? "No owner"}`}
        {description && ` · ${description}`}
      </div>
      <HiddenAbove
        width="xl"
        className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs max-sm:pt-1"
      >
        <HiddenAbove width="sm">
          <ApplicationStatus application={application} />
        </HiddenAbove>
        <HiddenAbove width="sm">
          <LimitUse application={application} />
        </HiddenAbove>
        <HiddenAbove width="lg" className="min-w-0 [&>button]:mx-0 [&>button]:px-0">
          <PermissionSummary allowed={permissions} />
        </HiddenAbove>
        <HiddenAbove width="lg">
          <LastUse application={application} prefix="Used " />
        </HiddenAbove>
        <div className="line-clamp-2 min-w-0 whitespace-normal break-words max-lg:basis-full">
          Created <RelativeTime value={createdAt} focusable={false} />
          {createdBy ? ` by ${createdBy}` : " on the command line"}
        </div>
      </HiddenAbove>
    </div>
  );
}

function LastUsedCell({ application }: { application: ApplicationRow }) {
  return (
    <>
      <div className="text-sm">
        <LastUse application={application} />
      </div>
      <RecentCallsChart applicationId={application.id} />
    </>
  );
}

function CreatedCell({ application }: { application: ApplicationRow }) {
  const author = application.createdBy ?? "Command line";
  return (
    <>
      <div className="text-sm">
        <RelativeTime value={application.createdAt} focusable={false} />
      </div>
      <div title={author} className="truncate text-muted text-xs">
        {author}
      </div>
    </>
  );
}
