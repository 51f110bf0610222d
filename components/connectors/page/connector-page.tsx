"use client";

import { Trash2 } from "lucide-react";
import { useSelectedLayoutSegment } from "next/navigation";
import type { ReactNode } from "react";
import { ConnectorStatus, describeDomains, LastMessage } from "@/components/connectors/connector-badges";
import {
  toConnectorsPath,
  toDebuggerPath,
  toSetUpPath,
  useConnectorsContext,
} from "@/components/connectors/connectors-context";
import { Button, IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { HoverPrefetchLink } from "@/components/ui/hover-prefetch-link";
import { Breadcrumb } from "@/components/ui/layout/breadcrumb";
import { PageHeader } from "@/components/ui/layout/page-header";
import type { ConnectorRow } from "@/lib/connectors/rows";

interface ConnectorPageFrameProps {
  connector: ConnectorRow;
  children: ReactNode;
}

/** Heading and tabs of a connector's pages. */
export function ConnectorPageFrame({ connector, children }: ConnectorPageFrameProps) {
  const { slug, disabledReason, begin } = useConnectorsContext();
  const { name, enabled } = connector;
  const isSetUp = useSelectedLayoutSegment() === "set-up";
  return (
    <div data-wide={isSetUp ? undefined : true}>
      <Breadcrumb
        parent={{ label: "SDK connector", href: toConnectorsPath(slug) }}
        middle={name}
        current={isSetUp ? "Set-up" : "Debugger"}
      />
      <PageHeader
        title={
          <>
            <span className="wrap-anywhere">{name}</span>{" "}
            <span className="ml-1 inline-flex align-middle tracking-normal">
              <ConnectorStatus enabled={enabled} />
            </span>
          </>
        }
        description={<ConnectorFacts connector={connector} />}
        action={
          <>
            <Button
              disabledReason={disabledReason}
              onClick={({ currentTarget }) => begin({ kind: "edit", connector }, currentTarget)}
            >
              Edit
            </Button>
            <IconButton
              label={`Delete ${name}`}
              variant="secondary"
              className="max-sm:flex-none!"
              disabledReason={disabledReason}
              onClick={({ currentTarget }) => begin({ kind: "delete", connector }, currentTarget)}
            >
              <Trash2 />
            </IconButton>
          </>
        }
      />
      <ConnectorTabs connectorId={connector.id} isSetUp={isSetUp} />
      {children}
    </div>
  );
}

function ConnectorFacts({ connector }: { connector: ConnectorRow }) {
  const { type, lastMessageAt } = connector;
  const domains = describeDomains(connector);
  return (
    <>
      {type === "server" ? "For servers" : `For browsers, on ${domains.toLowerCase()}`}.{" "}
      {lastMessageAt ? <LastMessage at={lastMessageAt} prefix="Last message " /> : "No message yet"}.
    </>
  );
}

function ConnectorTabs({ connectorId, isSetUp }: { connectorId: string; isSetUp: boolean }) {
  const { slug } = useConnectorsContext();
  const tabs = [
    { label: "Debugger", href: toDebuggerPath(slug, connectorId), isCurrent: !isSetUp },
    { label: "Set-up", href: toSetUpPath(slug, connectorId), isCurrent: isSetUp },
  ];
  return (
    <nav aria-label="Connector" className="mb-4 flex gap-1 border-b">
      {tabs.map(({ label, href, isCurrent }) => (
        <HoverPrefetchLink
          key={label}
          href={href}
          aria-current={isCurrent ? "page" : undefined}
          className={cn(
            "-mb-px flex h-control items-center border-transparent border-b-2 px-3 text-muted transition-colors duration-150 hover:text-text focus-visible:-outline-offset-2",
            isCurrent && "border-accent font-medium text-text",
          )}
        >
          {label}
        </HoverPrefetchLink>
      ))}
    </nav>
  );
}
