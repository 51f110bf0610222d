"use client";

import { Activity, Code, Globe, Pencil, Plus, Trash2 } from "lucide-react";
import { Button, IconButton } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code/code-block";
import { CreateButton } from "@/components/ui/create-button";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { deleteButtonId } from "@/components/ui/overlay/use-dialogs";
import { DataTable } from "@/components/ui/table/data-table";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import { Pagination } from "@/components/ui/table/pagination";
import { RowLink } from "@/components/ui/table/row-link";
import { toInstallationPath, useWebsitesContext } from "@/components/websites/websites-context";
import type { WebsitePage, WebsiteRow } from "@/lib/websites/schema";
import { formatWebsiteListUrl } from "@/lib/websites/schema";
import { websiteColumns } from "./website-columns";

const tableProps = {
  caption: "Websites",
  columns: websiteColumns,
  rowActionsWidth: "w-36 max-sm:w-28 pointer-coarse:w-44 max-sm:pointer-coarse:w-34",
};

export function WebsiteList({ list: { rows, page, perPage, total } }: { list: WebsitePage }) {
  const { slug } = useWebsitesContext();
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
        toHref={(page) => formatWebsiteListUrl(`/${slug}/settings/websites`, { page })}
      />
    </div>
  );
}

export function WebsiteListSkeleton() {
  return (
    <DataTableSkeleton {...tableProps} rowActions rows={4} rowHeight="h-11 max-lg:h-14.25 max-sm:h-20.25" />
  );
}

function renderActions(website: WebsiteRow) {
  return <RowActions website={website} />;
}

function RowActions({ website }: { website: WebsiteRow }) {
  const { slug, disabledReason, begin } = useWebsitesContext();
  const { id, domain } = website;
  return (
    <>
      <IconButton
        label={`Snippet of ${domain}`}
        onClick={({ currentTarget }) => begin({ kind: "snippet", website }, currentTarget)}
      >
        <Code />
      </IconButton>
      {/* A phone has room for three buttons. The snippet's dialog has the same link. */}
      <IconButton label={`Check installation of ${domain}`} className="max-sm:hidden" asChild>
        <RowLink href={toInstallationPath(slug, id)}>
          <Activity />
        </RowLink>
      </IconButton>
      <IconButton
        label={`Edit ${domain}`}
        disabledReason={disabledReason}
        onClick={({ currentTarget }) => begin({ kind: "edit", website }, currentTarget)}
      >
        <Pencil />
      </IconButton>
      <IconButton
        id={deleteButtonId(id)}
        label={`Delete ${domain}`}
        disabledReason={disabledReason}
        onClick={({ currentTarget }) => begin({ kind: "delete", website }, currentTarget)}
      >
        <Trash2 />
      </IconButton>
    </>
  );
}

export function AddWebsiteButton() {
  const { disabledReason, begin } = useWebsitesContext();
  return (
    <CreateButton
      label="Add website"
      disabledReason={disabledReason}
      onCreate={(button) => begin({ kind: "add" }, button)}
    />
  );
}

export function NoWebsites() {
  const { disabledReason, begin } = useWebsitesContext();
  return (
    <EmptyState
      icon={<Globe />}
      title="No websites yet"
      description="Pages with a website's snippet report who visits, where they came from and what they do. Visits before sign-in are linked to the user afterwards."
      action={
        <Button
          disabledReason={disabledReason}
          onClick={({ currentTarget }) => begin({ kind: "add" }, currentTarget)}
        >
          <Plus />
          Add your first website
        </Button>
      }
    >
      <div className="flex flex-col gap-1.5">
        <p className="text-muted">Page views are recorded automatically. Everything else takes one line:</p>
        <CodeBlock label="Calls of a page" code={exampleCalls} />
      </div>
    </EmptyState>
  );
}

const exampleCalls = `journy("identify", { userId: "20" });
journy("event", { name: "report exported" });`;
