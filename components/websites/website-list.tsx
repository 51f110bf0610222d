"use client";

import { Activity, Code, Pencil, Trash2 } from "lucide-react";
import { IconButton } from "@/components/ui/button";
import { DataTable, DataTableSkeleton } from "@/components/ui/data-table";
import { deleteButtonId } from "@/components/ui/delete-button";
import { Pages } from "@/components/ui/pages";
import { RowLink } from "@/components/ui/row-link";
import type { WebsiteList as List, WebsiteRow } from "@/lib/websites/schema";
import { websiteColumns } from "./website-columns";
import { installationAddress, useWebsites } from "./websites";

const looks = {
  caption: "Websites",
  columns: websiteColumns,
  rowActionsWidth: "w-36 max-sm:w-28 pointer-coarse:w-44 max-sm:pointer-coarse:w-34",
};

export function WebsiteList({ list: { rows, page, perPage, total } }: { list: List }) {
  const { slug } = useWebsites();
  return (
    <div className="flex flex-col gap-3">
      <DataTable
        {...looks}
        rows={rows}
        getRowId={({ id }) => id}
        rowActions={renderActions}
        alignBaseline="xl"
      />
      <Pages
        page={page}
        perPage={perPage}
        total={total}
        addressOf={(other) => `/${slug}/settings/websites${other > 1 ? `?page=${other}` : ""}`}
      />
    </div>
  );
}

/** The list before it is here. */
export function WebsiteListSkeleton() {
  return <DataTableSkeleton {...looks} rowActions rows={4} rowHeight="h-11 max-lg:h-14.25 max-sm:h-20.25" />;
}

function renderActions(website: WebsiteRow) {
  return <RowActions website={website} />;
}

function RowActions({ website }: { website: WebsiteRow }) {
  const { slug, refusal, begin } = useWebsites();
  const { id, domain } = website;
  return (
    <>
      <IconButton
        label={`Snippet of ${domain}`}
        onClick={({ currentTarget }) => begin({ kind: "snippet", website }, currentTarget)}
      >
        <Code />
      </IconButton>
      {/* Where the room is for three of them: the snippet's dialog leads there too. */}
      <IconButton label={`Check installation of ${domain}`} className="max-sm:hidden" asChild>
        <RowLink href={installationAddress(slug, id)}>
          <Activity />
        </RowLink>
      </IconButton>
      <IconButton
        label={`Edit ${domain}`}
        disabledReason={refusal}
        onClick={({ currentTarget }) => begin({ kind: "edit", website }, currentTarget)}
      >
        <Pencil />
      </IconButton>
      <IconButton
        id={deleteButtonId(id)}
        label={`Delete ${domain}`}
        disabledReason={refusal}
        onClick={({ currentTarget }) => begin({ kind: "delete", website }, currentTarget)}
      >
        <Trash2 />
      </IconButton>
    </>
  );
}
