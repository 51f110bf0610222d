"use client";

import { SearchX } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { SearchInput } from "@/components/ui/form/search-input";
import { DataTable } from "@/components/ui/table/data-table";
import type { DataTableColumns } from "@/components/ui/table/data-table-parts";
import { DataTableSkeleton } from "@/components/ui/table/data-table-skeleton";
import type { DefinitionRow } from "./definitions-context";

/** Rendering a thousand rows would block the page. */
const rowsPerStep = 100;

const actionsWidth = "w-32 pointer-coarse:w-36";

interface DefinitionListProps<Row extends DefinitionRow> {
  /** "Properties" */
  caption: string;
  columns: DataTableColumns<Row>;
  rows: Row[];
  headingOf: (row: Row) => string;
  rowActions: (row: Row) => ReactNode;
  /** How the figures were counted. */
  note: ReactNode;
}

/** Properties or events under the headings of their groups, with a search. */
export function DefinitionList<Row extends DefinitionRow>({
  caption,
  columns,
  rows,
  headingOf,
  rowActions,
  note,
}: DefinitionListProps<Row>) {
  const input = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState("");
  const [limit, setLimit] = useState(rowsPerStep);
  const found = rows.filter((row) => matches(row, search));
  const clear = () => {
    setSearch("");
    input.current?.focus();
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <SearchInput
          ref={input}
          label={`Search ${caption.toLowerCase()}`}
          placeholder="Search by label, name or group"
          value={search}
          busy={false}
          onChange={({ target }) => setSearch(target.value)}
          onAsk={() => undefined}
          onClear={clear}
          className="w-full sm:w-72"
        />
        <p role="status" className="text-muted">
          {search.trim() === ""
            ? rows.length.toLocaleString("en")
            : `${found.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`}{" "}
          {caption.toLowerCase()}
        </p>
      </div>
      {found.length === 0 ? (
        <EmptyState
          icon={<SearchX />}
          title="Nothing matches"
          description={`No label, name or group has “${search.trim()}”.`}
          action={<Button onClick={clear}>Clear the search</Button>}
        />
      ) : (
        <DataTable
          caption={caption}
          columns={columns}
          rows={found.slice(0, limit)}
          getRowId={({ name }) => name}
          headingOf={headingOf}
          rowActions={rowActions}
          rowActionsWidth={actionsWidth}
        />
      )}
      {found.length > limit && (
        <Button className="self-center" onClick={() => setLimit(limit + rowsPerStep)}>
          Show {Math.min(rowsPerStep, found.length - limit)} more
        </Button>
      )}
      <p className="max-w-[70ch] text-muted text-sm">{note}</p>
    </div>
  );
}

interface DefinitionListSkeletonProps<Row extends DefinitionRow> {
  caption: string;
  columns: DataTableColumns<Row>;
}

export function DefinitionListSkeleton<Row extends DefinitionRow>({
  caption,
  columns,
}: DefinitionListSkeletonProps<Row>) {
  return (
    <div className="flex flex-col gap-3">
      <div aria-hidden className="h-control w-full animate-pulse rounded-control bg-hover sm:w-72" />
      <DataTableSkeleton
        caption={caption}
        columns={columns}
        rowActions
        rowActionsWidth={actionsWidth}
        rows={8}
        rowHeight="h-14"
      />
    </div>
  );
}

function matches({ label, name, group }: DefinitionRow, search: string): boolean {
  return `${label}\n${name}\n${group ?? ""}`.toLowerCase().includes(search.trim().toLowerCase());
}

const archived = "Archived";
const noGroup = "No group";

/** The heading of a row: its group, or "Archived". */
export function getHeading({ isArchived, group }: DefinitionRow): string {
  return isArchived ? archived : (group ?? noGroup);
}

/** Named groups, then "No group", the given headings and "Archived". Within a heading the order stays. */
export function sortByHeading<Row extends DefinitionRow>(
  rows: readonly Row[],
  headingOf: (row: Row) => string,
  lastHeadings: string[] = [],
): Row[] {
  const last = [noGroup, ...lastHeadings, archived];
  const rankOf = (heading: string) => last.indexOf(heading);
  return rows.toSorted((a, b) => {
    const [first, second] = [headingOf(a), headingOf(b)];
    return rankOf(first) - rankOf(second) || first.localeCompare(second, "en");
  });
}
