"use client";

import { CopyPlus, KeyRound, Pencil, ScrollText, SearchX, Trash2 } from "lucide-react";
import Link from "next/link";
import { use, useRef, useState } from "react";
import { ActivityContext, useApiAccess } from "@/components/applications/api-access";
import { RecentCallsContext } from "@/components/applications/recent-calls-chart";
import { WhichKeyButton } from "@/components/applications/which-key/which-key-button";
import { Button, IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { Skeleton } from "@/components/ui/feedback/skeleton";
import { deleteButtonId } from "@/components/ui/overlay/use-dialogs";
import { DataTable, DataTableSkeleton } from "@/components/ui/table/data-table";
import { Pagination } from "@/components/ui/table/pagination";
import { RowLink } from "@/components/ui/table/row-link";
import { LocalDay, ShortLocalTime } from "@/components/ui/time/local-time";
import { useUrlNavigation } from "@/components/ui/use-url-navigation";
import {
  type ApplicationListQuery,
  formatApplicationListUrl,
  formatApplicationViewUrl,
} from "@/lib/applications/list-url";
import {
  type ApplicationRow,
  applicationsPerPage,
  type FoundKey,
  type ApplicationPage as List,
  restorableTime,
} from "@/lib/applications/rows";
import { maskKey } from "@/lib/keys/mask";
import type { RecentActivity } from "@/lib/logs/recent-activity";
import { applicationColumns } from "./application-columns";
import { ApplicationSearch, type Search } from "./application-search";
import { BulkBar } from "./bulk-bar";
import { SelectionContext, useSelection } from "./selection";
import { SortMenu } from "./sort-menu";

const tableProps = { caption: "Applications", columns: applicationColumns };
/** On tablets the search and the sort menu fill the first row. */
const countPosition = "sm:max-lg:order-last sm:max-lg:basis-full";
const actionsWidth = "w-28 min-[88rem]:w-36 pointer-coarse:w-36 min-[88rem]:pointer-coarse:w-44";

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
          <NothingFound foundKey={foundKey} onClear={clearSearch} />
        ) : (
          <RecentCallsContext value={recent}>
            <SelectionContext value={selection}>
              <DataTable
                {...tableProps}
                rows={rows}
                getRowId={({ id }) => id}
                sort={sort}
                onSort={sortBy}
                rowActions={renderActions}
                rowActionsWidth={actionsWidth}
                alignBaseline
              />
            </SelectionContext>
          </RecentCallsContext>
        )}
        <BulkBar
          applications={rows.filter(({ id }) => selection.selected.has(id))}
          onClear={selection.clear}
        />
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

export function ApplicationListSkeleton() {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Skeleton className="h-control w-full sm:max-lg:w-auto sm:max-lg:flex-1 lg:w-72" />
        <div className={countPosition}>
          <Skeleton className="my-1 w-24" />
        </div>
        <div className="ml-auto flex gap-2 max-sm:w-full max-sm:justify-between">
          <Skeleton className="h-control w-42" />
          <Skeleton className="h-control w-36 xl:hidden" />
        </div>
      </div>
      <DataTableSkeleton
        {...tableProps}
        rowActions
        rowActionsWidth={actionsWidth}
        rows={8}
        rowHeight="h-11.75 max-xl:h-17.25 max-lg:h-22.25 max-sm:h-29.25"
      />
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

interface NothingFoundProps {
  foundKey: FoundKey | null;
  onClear: () => void;
}

function NothingFound({ foundKey, onClear }: NothingFoundProps) {
  if (foundKey?.application.deletedAt) return <DeletedKey foundKey={foundKey} onClear={onClear} />;
  return (
    <EmptyState
      icon={<SearchX />}
      title="No application matches"
      description="Try a shorter part of the name, or paste a whole key. Replaced keys and keys of deleted applications are found too."
      action={<Button onClick={onClear}>Clear search</Button>}
    />
  );
}

function DeletedKey({
  foundKey: { revokedAt, application },
  onClear,
}: NothingFoundProps & { foundKey: FoundKey }) {
  const { slug } = useApiAccess();
  const { id, name, deletedAt } = application;
  const isRestorable = deletedAt !== null && deletedAt.getTime() > Date.now() - restorableTime;
  const isReplaced = revokedAt !== null && deletedAt !== null && revokedAt < deletedAt;
  return (
    <EmptyState
      icon={<KeyRound />}
      title={`This key belonged to ${name}`}
      description={
        <>
          {isReplaced && (
            <>
              The key was replaced on <LocalDay time={revokedAt} />.{" "}
            </>
          )}
          The application was deleted on {deletedAt && <LocalDay time={deletedAt} />}. Calls with the key are
          rejected, and are in{" "}
          <Link href={`/${slug}/settings/api-access/${id}/logs`} className="link">
            its logs
          </Link>
          .
        </>
      }
      action={
        <>
          <Button onClick={onClear}>Clear search</Button>
          {isRestorable && (
            <Button asChild>
              <Link href={formatApplicationViewUrl(`/${slug}/settings/api-access`, { view: "deleted" })}>
                Recently deleted
              </Link>
            </Button>
          )}
        </>
      }
    />
  );
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
