"use client";

import { Cable, Pencil, Plus, ScrollText, Trash2 } from "lucide-react";
import {
  toConnectorsPath,
  toDebuggerPath,
  useConnectorsContext,
} from "@/components/connectors/connectors-context";
import { Button, IconButton } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code/code-block";
import { CreateButton } from "@/components/ui/create-button";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { deleteButtonId } from "@/components/ui/overlay/use-dialogs";
import { DataTable } from "@/components/ui/table/data-table";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import { Pagination } from "@/components/ui/table/pagination";
import { RowLink } from "@/components/ui/table/row-link";
import { type ConnectorPage, formatConnectorListUrl, type ListedConnector } from "@/lib/connectors/rows";
import { connectorColumns } from "./connector-columns";

const tableProps = {
  caption: "Connectors",
  columns: connectorColumns,
  rowActionsWidth: "w-28 pointer-coarse:w-34",
};

export function ConnectorList({ list: { rows, page, perPage, total } }: { list: ConnectorPage }) {
  const { slug } = useConnectorsContext();
  return (
    <div className="flex flex-col gap-3">
      <DataTable
        {...tableProps}
        rows={rows}
        getRowId={({ id }) => id}
        rowActions={renderActions}
        alignBaseline="xl"
      />
      <Pagination
        page={page}
        perPage={perPage}
        total={total}
        toHref={(page) => formatConnectorListUrl(toConnectorsPath(slug), { page })}
      />
    </div>
  );
}

export function ConnectorListSkeleton() {
  return <DataTableSkeleton {...tableProps} rowActions rows={4} rowHeight="h-14 max-xl:h-17 max-lg:h-22" />;
}

function renderActions(connector: ListedConnector) {
  return <RowActions connector={connector} />;
}

function RowActions({ connector }: { connector: ListedConnector }) {
  const { slug, disabledReason, begin } = useConnectorsContext();
  const { id, name } = connector;
  return (
    <>
      <IconButton label={`Logs of ${name}`} asChild>
        <RowLink href={toDebuggerPath(slug, id)}>
          <ScrollText />
        </RowLink>
      </IconButton>
      <IconButton
        label={`Edit ${name}`}
        disabledReason={disabledReason}
        onClick={({ currentTarget }) => begin({ kind: "edit", connector }, currentTarget)}
      >
        <Pencil />
      </IconButton>
      <IconButton
        id={deleteButtonId(id)}
        label={`Delete ${name}`}
        disabledReason={disabledReason}
        onClick={({ currentTarget }) => begin({ kind: "delete", connector }, currentTarget)}
      >
        <Trash2 />
      </IconButton>
    </>
  );
}

export function CreateConnectorButton() {
  const { disabledReason, begin } = useConnectorsContext();
  return (
    <CreateButton
      label="Create connector"
      disabledReason={disabledReason}
      onCreate={(button) => begin({ kind: "create" }, button)}
    />
  );
}

export function NoConnectors() {
  const { origin, disabledReason, begin } = useConnectorsContext();
  return (
    <EmptyState
      icon={<Cable />}
      title="No connectors yet"
      description="A connector receives users, accounts and events from Segment's libraries. Code that uses them stays as it is: only the host and the write key change."
      action={
        <Button
          disabledReason={disabledReason}
          onClick={({ currentTarget }) => begin({ kind: "create" }, currentTarget)}
        >
          <Plus />
          Create your first connector
        </Button>
      }
    >
      <div className="flex flex-col gap-1.5">
        <p className="text-muted">Then send with the connector's write key:</p>
        <CodeBlock label="First call" code={toFirstCall(origin)} wrap />
      </div>
    </EmptyState>
  );
}

function toFirstCall(origin: string): string {
  return `const analytics = new Analytics({ writeKey, host: "${origin}" });

analytics.identify({ userId: "20", traits: { plan: "Business" } });
analytics.track({ userId: "20", event: "Report exported" });`;
}
