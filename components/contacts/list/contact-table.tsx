"use client";

import { useMemo } from "react";
import { DataTable } from "@/components/ui/table/data-table";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import type { ContactColumn, ContactListPage, ContactListQuery } from "@/lib/contacts/schema/contact-list";
import { toContactColumns } from "./contact-columns";

interface ContactTableProps {
  slug: string;
  kind: ContactKind;
  query: ContactListQuery;
  page: Pick<ContactListPage, "rows" | "sort" | "sortsByActivity">;
  columns: ContactColumn[];
  /** Names of the shown columns. */
  chosen: string[];
  change: (changes: Partial<ContactListQuery>) => void;
}

export function ContactTable({ slug, kind, query, page, columns, chosen, change }: ContactTableProps) {
  const isSortable = page.sortsByActivity;
  const tableColumns = useMemo(() => {
    const found = chosen.flatMap((name) => columns.find((column) => column.name === name) ?? []);
    return toContactColumns({ slug, kind, chosen: found, isSortable });
  }, [slug, kind, columns, chosen, isSortable]);
  return (
    <DataTable
      caption={kind === "user" ? "Users" : "Accounts"}
      columns={tableColumns}
      rows={page.rows}
      getRowId={({ id }) => id}
      sort={isSortable ? { id: page.sort, desc: query.direction === "descending" } : undefined}
      onSort={({ id, desc }) =>
        change({ sort: id as ContactListQuery["sort"], direction: desc ? "descending" : "ascending" })
      }
    />
  );
}

const skeletonColumns = {
  user: toContactColumns({ slug: "", kind: "user", chosen: [], isSortable: false }),
  account: toContactColumns({ slug: "", kind: "account", chosen: [], isSortable: false }),
};

export function ContactTableSkeleton({ kind, rows }: { kind: ContactKind; rows: number }) {
  return (
    <DataTableSkeleton caption="Contacts" columns={skeletonColumns[kind]} rows={rows} rowHeight="h-12.5" />
  );
}
