"use client";

import { CopyPlus, Pencil, ScrollText, Trash2 } from "lucide-react";
import { use, useRef, useState } from "react";
import { ActivityContext, useApiAccess } from "@/components/applications/api-access";
import { SelectionContext, useSelection } from "@/components/applications/bulk/selection";
import { RecentCallsContext } from "@/components/applications/recent-calls-chart";
import { WhichKeyButton } from "@/components/applications/which-key/which-key-button";
import { IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import { deleteButtonId } from "@/components/ui/overlay/use-dialogs";
import { DataTable } from "@/components/ui/table/data-table";
import { Pagination } from "@/components/ui/table/pagination";
import { RowLink } from "@/components/ui/table/row-link";
import { LocalDay, ShortLocalTime } from "@/components/ui/time/local-time";
import { useUrlNavigation } from "@/components/ui/use-url-navigation";
import { formatApplicationListUrl } from "@/lib/applications/format-list-url";
import type { ApplicationListQuery } from "@/lib/applications/list-url";
import {
  type ApplicationRow,
  applicationsPerPage,
  type FoundKey,
  type ApplicationPage as List,
} from "@/lib/applications/rows";
import { maskKey } from "@/lib/keys/mask";
import type { RecentActivity } from "@/lib/logs/recent-activity";
import { applicationColumns } from "./application-columns";
import { applicationActionsWidth, applicationListCaption, countPosition } from "./application-list-layout";
import { ApplicationSearch, type Search } from "./application-search";
import { SortMenu } from "./sort-menu";

const BulkBar = lazyComponent(async () => (await import("@/components/applications/bulk/bulk-bar")).BulkBar);

const NothingFound = lazyComponent(async () => (await import("./nothing-found")).NothingFound);

interface ApplicationListProps {
  list: List;
  query: ApplicationListQuery;
  /** The key of the search. */
  foundKey: FoundKey | null;
  /** Streamed: the list renders before it resolves. */
  recent: Promise<RecentActivity>;
}

export function ApplicationList({ list, query, foundKey, recent }: ApplicationListProps) {
  const { slug } = useApiAccess();
  const { latest } = use(ActivityContext);
  const rows = list.rows.map((row) => latest.get(row.id) ?? row);
  const selection = useSelection(rows.map(({ id }) => id));
  const searchInput = useRef<HTMLInputElement>(null);
  const { pending, navigate } = useUrlNavigation();
  const path = `/${slug}/settings/api-access`;
  const [keyError, setKeyError] = useState<string | null>(null);
  const change = (changes: Partial<ApplicationListQuery>, history: "push" | "replace") =>
    navigate(formatApplicationListUrl(path, { ...query, ...changes, page: 1 }), { history });
  const searchFor = ({ search, key = null }: Search) => change({ search, key }, "replace");
  const sortBy = ({ id, desc }: { id: string; desc: boolean }) => {
    const sort = id as ApplicationListQuery["sort"];
    const direction = desc ? "descending" : "ascending";
    change({ sort, direction }, "push");
  };
  const sort = { id: query.sort, desc: query.direction === "descending" };
  const clearSearch = () => {
    searchFor({ search: "" });
    searchInput.current?.focus();
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <ApplicationSearch
          inputRef={searchInput}
          search={foundKey ? maskKey(foundKey.hint) : query.search}
          pending={pending}
          onSearch={searchFor}
          onKeyError={setKeyError}
        />
        <p
          role="status"
          className={cn(
            "min-w-0 text-muted",
            list.matching === 0 && !keyError ? "sr-only" : countPosition,
            keyError && "text-warning",
          )}
        >
          {keyError ?? <SearchResult list={list} query={query} foundKey={foundKey} />}
        </p>
        <div className="ml-auto flex items-center gap-2 max-sm:w-full max-sm:justify-between">
          <WhichKeyButton />
          {list.matching > 1 && <SortMenu sort={sort} onSort={sortBy} className="xl:hidden" />}
        </div>
      </div>
      <div
        aria-busy={pending || undefined}
        className={cn("flex flex-col gap-3 transition-opacity", pending && "opacity-60 delay-150")}
      >
        {list.matching === 0 ? (
          <LazyBoundary>
            <NothingFound foundKey={foundKey} onClear={clearSearch} />
          </LazyBoundary>
        ) : (
          <RecentCallsContext value={recent}>
            <SelectionContext value={selection}>
              <DataTable
                caption={applicationListCaption}
                columns={applicationColumns}
                rows={rows}
                getRowId={({ id }) => id}
                sort={sort}
                onSort={sortBy}
                rowActions={renderActions}
                rowActionsWidth={applicationActionsWidth}
                alignBaseline
              />
            </SelectionContext>
          </RecentCallsContext>
        )}
        {selection.wasUsed && (
          <LazyBoundary>
            <BulkBar
              applications={rows.filter(({ id }) => selection.selected.has(id))}
              onClear={selection.clear}
            />
          </LazyBoundary>
        )}
        <Pagination
          page={list.page}
          perPage={applicationsPerPage}
          total={list.matching}
          toHref={(page) => formatApplicationListUrl(path, { ...query, page })}
        />
      </div>
    </div>
  );
}

interface SearchResultProps {
  list: List;
  query: ApplicationListQuery;
  foundKey: FoundKey | null;
}

function SearchResult({ list, query, foundKey }: SearchResultProps) {
  if (foundKey?.application.deletedAt) return "This key belonged to a deleted application";
  if (!foundKey?.revokedAt) return describeCount(list, query.search || (foundKey?.hint ?? ""));
  if (foundKey.revokedAt.getTime() <= Date.now())
    return (
      <>
        This key was replaced on <LocalDay time={foundKey.revokedAt} />: calls with it are rejected.
      </>
    );
  return (
    <>
      This key was replaced and works until <ShortLocalTime time={foundKey.revokedAt} />
    </>
  );
}

function describeCount({ matching, total }: List, search: string): string {
  if (!search) return total === 1 ? "1 application" : `${total.toLocaleString("en")} applications`;
  if (matching === 0) return "No application matches";
  return matching === 1 ? "1 application matches" : `${matching.toLocaleString("en")} applications match`;
}

function renderActions(application: ApplicationRow) {
  return <RowActions application={application} />;
}

function RowActions({ application }: { application: ApplicationRow }) {
  const { slug, disabledReason, openDialog } = useApiAccess();
  const { id, name } = application;
  return (
    <>
      <IconButton label={`Logs of ${name}`} asChild>
        <RowLink href={`/${slug}/settings/api-access/${id}/logs`}>
          <ScrollText />
        </RowLink>
      </IconButton>
      <IconButton
        label={`Edit ${name}`}
        disabledReason={disabledReason}
        onClick={({ currentTarget }) => openDialog({ kind: "edit", application }, currentTarget)}
      >
        <Pencil />
      </IconButton>
      <IconButton
        label={`Duplicate ${name}`}
        // On narrow screens the application's page has it.
        className="max-[88rem]:hidden"
        disabledReason={disabledReason}
        onClick={({ currentTarget }) => openDialog({ kind: "create", template: application }, currentTarget)}
      >
        <CopyPlus />
      </IconButton>
      <IconButton
        id={deleteButtonId(id)}
        label={`Delete ${name}`}
        disabledReason={disabledReason}
        onClick={({ currentTarget }) => openDialog({ kind: "delete", application }, currentTarget)}
      >
        <Trash2 />
      </IconButton>
    </>
  );
}
