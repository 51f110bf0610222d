"use client";

import {
  ConnectorStatus,
  ConnectorTypeLabel,
  describeDomains,
  LastMessage,
  WriteKeyHint,
} from "@/components/connectors/connector-badges";
import { toDebuggerPath, useConnectorsContext } from "@/components/connectors/connectors-context";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";
import { HiddenAbove } from "@/components/ui/layout/hidden-above";
import { columnHelper } from "@/components/ui/table/data-table";
import type { ListedConnector, RecentMessages } from "@/lib/connectors/rows";

const column = columnHelper<ListedConnector>();

export const connectorColumns = column.columns([
  column.accessor("name", {
    header: "Name",
    meta: { skeleton: "w-2/3" },
    cell: ({ row }) => <NameCell connector={row.original} />,
  }),
  column.accessor("type", {
    header: "Type",
    meta: { width: "w-44", hideBelow: "xl", skeleton: "w-20" },
    cell: ({ row }) => <TypeCell connector={row.original} />,
  }),
  column.accessor("enabled", {
    header: "Status",
    meta: { width: "w-30", hideBelow: "sm", skeleton: "h-5 w-20 rounded-full" },
    cell: ({ getValue }) => <ConnectorStatus enabled={getValue()} />,
  }),
  column.accessor("recent", {
    header: "Messages, 24 h",
    meta: { width: "w-34", hideBelow: "lg", align: "end", skeleton: "w-16" },
    cell: ({ getValue }) => <RecentCell recent={getValue()} />,
  }),
  column.accessor("lastMessageAt", {
    header: "Last message",
    meta: { width: "w-40", hideBelow: "xl", skeleton: "w-24" },
    cell: ({ getValue }) => <LastMessage at={getValue()} />,
  }),
]);

/** Narrow screens show the values of hidden columns below the name. */
function NameCell({ connector }: { connector: ListedConnector }) {
  const { id, name, type, enabled, recent, lastMessageAt } = connector;
  const { slug } = useConnectorsContext();
  const domains = describeDomains(connector);
  return (
    <div className="min-w-0 whitespace-normal max-xl:py-1">
      <div title={name} className="line-clamp-2 whitespace-normal break-words font-medium xl:truncate">
        <HoverPrefetchLink href={toDebuggerPath(slug, id)} className="rounded-[2px] hover:underline">
          {name}
        </HoverPrefetchLink>
      </div>
      <WriteKeyHint connector={connector} className="h-5 text-muted text-xs" />
      <HiddenAbove
        width="xl"
        className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs max-sm:pt-1"
      >
        <HiddenAbove width="sm">
          <ConnectorStatus enabled={enabled} />
        </HiddenAbove>
        <span className="min-w-0 break-words">
          <ConnectorTypeLabel type={type} />
          {domains && `, ${domains}`}
        </span>
        {recent.accepted + recent.rejected > 0 && (
          <HiddenAbove width="lg">{describeRecent(recent)}</HiddenAbove>
        )}
        <span>
          <LastMessage at={lastMessageAt} prefix="Last message " />
        </span>
      </HiddenAbove>
    </div>
  );
}

function TypeCell({ connector }: { connector: ListedConnector }) {
  const domains = describeDomains(connector);
  return (
    <>
      <div>
        <ConnectorTypeLabel type={connector.type} />
      </div>
      {domains && (
        <div title={connector.domains.join(", ") || undefined} className="truncate text-muted text-xs">
          {domains}
        </div>
      )}
    </>
  );
}

function RecentCell({ recent: { accepted, rejected } }: { recent: RecentMessages }) {
  return (
    <>
      <div className="tabular-nums">{accepted.toLocaleString("en")}</div>
      {rejected > 0 && (
        <div className="text-warning text-xs tabular-nums">{rejected.toLocaleString("en")} rejected</div>
      )}
    </>
  );
}

function describeRecent({ accepted, rejected }: RecentMessages): string {
  const all = `${accepted.toLocaleString("en")} in 24 h`;
  return rejected === 0 ? all : `${all}, ${rejected.toLocaleString("en")} rejected`;
}
