"use client";

import { Clock, ShieldCheck, ShieldOff } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { columnHelper } from "@/components/ui/table/data-table";
import { RelativeTime } from "@/components/ui/time/relative-time";
import type { WebsiteRow } from "@/lib/websites/schema";

const column = columnHelper<WebsiteRow>();

export const websiteColumns = column.columns([
  column.accessor("domain", {
    header: "Domain",
    meta: { skeleton: "w-2/3" },
    cell: ({ row }) => <DomainCell website={row.original} />,
  }),
  column.accessor("lastSeenAt", {
    header: "Last seen",
    meta: { width: "w-40", hideBelow: "lg", skeleton: "w-24" },
    cell: ({ getValue }) => <LastSeen at={getValue()} />,
  }),
  column.accessor("verifiesIdentities", {
    header: "Identity verification",
    meta: { width: "w-42", hideBelow: "lg", skeleton: "h-5 w-14 rounded-full" },
    cell: ({ getValue }) => <VerificationBadge on={getValue()} />,
  }),
  column.accessor("createdAt", {
    header: "Created",
    meta: { width: "w-38", hideBelow: "xl", skeleton: "w-24" },
    cell: ({ row }) => <CreatedCell website={row.original} />,
  }),
]);

/** Narrow screens show the hidden columns' values below the domain. */
function DomainCell({ website: { domain, lastSeenAt, verifiesIdentities } }: { website: WebsiteRow }) {
  return (
    <div className="min-w-0 max-lg:py-1">
      <div title={domain} className="line-clamp-2 whitespace-normal break-words font-medium xl:truncate">
        {domain}
      </div>
      <HiddenAbove
        width="lg"
        className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-xs max-sm:pt-1"
      >
        <span>
          {lastSeenAt && "Seen "}
          <LastSeen at={lastSeenAt} />
        </span>
        <VerificationBadge on={verifiesIdentities} prefix="Verification " />
      </HiddenAbove>
    </div>
  );
}

function LastSeen({ at }: { at: Date | null }) {
  if (at) return <RelativeTime value={at} focusable={false} />;
  return (
    <span className="inline-flex items-center gap-1.5 align-bottom text-muted">
      <Clock aria-hidden className="size-3.5 shrink-0" />
      Not seen yet
    </span>
  );
}

function VerificationBadge({ on, prefix = "" }: { on: boolean; prefix?: string }) {
  const label = prefix + (on ? "on" : "off");
  return (
    <Badge
      tone={on ? "positive" : undefined}
      icon={on ? <ShieldCheck aria-hidden /> : <ShieldOff aria-hidden />}
    >
      {label.charAt(0).toUpperCase() + label.slice(1)}
    </Badge>
  );
}

function CreatedCell({ website: { createdBy, createdAt } }: { website: WebsiteRow }) {
  const author = createdBy ?? "A former member";
  return (
    <>
      <div className="text-sm">
        <RelativeTime value={createdAt} focusable={false} />
      </div>
      <div title={author} className="truncate text-muted text-xs">
        {author}
      </div>
    </>
  );
}
