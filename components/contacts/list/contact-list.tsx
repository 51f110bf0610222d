"use client";

import { Filter, SearchX } from "lucide-react";
import Link from "next/link";
import { useEffect, useEffectEvent, useOptimistic, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { Combobox } from "@/components/ui/form/combobox";
import { useUrlNavigation } from "@/components/ui/use-url-navigation";
import { type ConditionGroup, countConditions } from "@/lib/computations/schema/condition";
import type { ConditionOptions } from "@/lib/computations/schema/explanation";
import { findStoredTest } from "@/lib/computations/schema/stored-test";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import {
  type ContactColumn,
  type ContactListPage,
  type ContactListQuery,
  formatContactListUrl,
  maxColumns,
  maxSearchedContacts,
} from "@/lib/contacts/schema/contact-list";
import { AppliedConditions } from "./applied-conditions";
import { ColumnMenu } from "./column-menu";
import { ConditionFilter } from "./condition-filter";
import { ContactSearch } from "./contact-search";
import { ContactTable, ContactTableSkeleton } from "./contact-table";
import { readChosenColumns, rememberColumns } from "./remembered-columns";
import { SearchedContacts } from "./searched-contacts";
import { StageBar, type StageShare } from "./stage-bar";

interface ContactListProps {
  slug: string;
  kind: ContactKind;
  query: ContactListQuery;
  /** Without rows if the list is searched for conditions. */
  page: ContactListPage;
  /** Of this rendering by the server. */
  visit: string;
  /** All that can be chosen. */
  columns: ContactColumn[];
  /** Names of the shown ones. */
  chosen: string[];
  stages: StageShare[];
  options: ConditionOptions;
  /** Null if the reader may save segments. */
  disabledReason: string | null;
}

export function ContactList({
  slug,
  kind,
  query,
  page,
  columns,
  chosen,
  stages,
  options,
  visit,
  ...props
}: ContactListProps) {
  const path = `/${slug}/contacts`;
  const { pending, navigate } = useUrlNavigation();
  const [isFiltering, setIsFiltering] = useState(false);
  const filterButton = useRef<HTMLButtonElement>(null);
  const change = (changes: Partial<ContactListQuery>, history: "push" | "replace" = "push") =>
    navigate(formatContactListUrl(path, { ...query, cursor: null, ...changes }), { history });
  const [ticked, setTicked] = useOptimistic(chosen);
  const chooseColumns = (names: string[]) => {
    rememberColumns(slug, kind, names);
    const url = formatContactListUrl(path, { ...query, columns: names });
    navigate(url, { history: "replace", onStart: () => setTicked(names) });
  };
  const restoreColumns = useEffectEvent(() => {
    if (query.columns !== null) return;
    const remembered = readChosenColumns(slug, kind)?.filter((name) =>
      columns.some((column) => column.name === name),
    );
    if (remembered && remembered.join() !== chosen.join()) {
      change({ columns: remembered.slice(0, maxColumns), cursor: query.cursor }, "replace");
    }
  });
  useEffect(() => restoreColumns(), []);

  const { condition } = query;
  const applyCondition = (next: ConditionGroup | null) => {
    change({ condition: next });
    setIsFiltering(false);
    filterButton.current?.focus();
  };

  const contacts = `${kind}s`;
  const isFiltered =
    query.search !== "" || query.segment !== null || query.stage !== null || condition !== null;
  const table = { slug, kind, query, page, columns, chosen, change };
  return (
    <div className="flex flex-col gap-3">
      {stages.length > 0 && <StageBar stages={stages} path={path} query={query} />}
      <div className="flex flex-wrap items-center gap-2">
        <ContactSearch
          label={`Search ${contacts}`}
          placeholder={kind === "user" ? "Search by name, email or id" : "Search by name, domain or id"}
          search={query.search}
          pending={pending}
          onSearch={(search) => change({ search }, "replace")}
        />
        {options.segments.length > 0 && (
          <Combobox
            label="Segment"
            className="w-44 max-sm:flex-1"
            options={[
              { value: "", label: `All ${contacts}` },
              ...options.segments.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={query.segment ?? ""}
            onChange={(segment) => change({ segment: segment || null })}
          />
        )}
        <div className="ml-auto flex gap-2 max-sm:ml-0 max-sm:flex-1 max-sm:*:flex-1">
          <Button ref={filterButton} aria-expanded={isFiltering} onClick={() => setIsFiltering(!isFiltering)}>
            <Filter className="text-muted" />
            Conditions
            {condition && (
              <span className="rounded-full bg-accent-subtle px-1.5 text-accent-text text-xs tabular-nums">
                {countConditions(condition)}
                <span className="sr-only"> applied</span>
              </span>
            )}
          </Button>
          {columns.length > 0 && <ColumnMenu columns={columns} chosen={ticked} onChange={chooseColumns} />}
        </div>
      </div>
      {isFiltering && (
        <ConditionFilter
          key={JSON.stringify(condition)}
          slug={slug}
          kind={kind}
          options={options}
          applied={condition}
          onApply={applyCondition}
          {...props}
        />
      )}
      {condition && !isFiltering && (
        <AppliedConditions
          condition={condition}
          options={options}
          onEdit={() => setIsFiltering(true)}
          onClear={() => applyCondition(null)}
        />
      )}
      {condition && !findStoredTest(condition) ? (
        <div className={cn("transition-opacity", pending && "opacity-60 delay-150")}>
          <SearchedContacts {...table} condition={condition} path={path} visit={visit} />
        </div>
      ) : (
        <div
          aria-busy={pending || undefined}
          className={cn("flex flex-col gap-3 transition-opacity", pending && "opacity-60 delay-150")}
        >
          {page.rows.length === 0 ? (
            <EmptyState
              icon={<SearchX />}
              title={`No ${kind} matches`}
              description={isFiltered ? `None of the ${contacts} pass these filters.` : "This page is empty."}
              action={
                <Button asChild>
                  <Link href={formatContactListUrl(path, { kind })}>Show all {contacts}</Link>
                </Button>
              }
            />
          ) : (
            <ContactTable {...table} />
          )}
          <ListFooter kind={kind} query={query} page={page} path={path} />
        </div>
      )}
    </div>
  );
}

type ListFooterProps = Pick<ContactListProps, "kind" | "query" | "page"> & { path: string };

/** Pages have no numbers: a late page costs as much as the first. */
function ListFooter({ kind, query, page: { next, sortsByActivity, total }, path }: ListFooterProps) {
  const limit = maxSearchedContacts.toLocaleString("en");
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-between gap-4">
      <p className="text-muted">
        {sortsByActivity
          ? `${total.toLocaleString("en")} ${total === 1 ? kind : `${kind}s`} in total`
          : `More than ${limit} ${kind}s: newest first, and the search reads the newest ${limit}.`}
      </p>
      <div className="flex gap-2">
        {query.cursor !== null && (
          <Button asChild>
            <Link href={formatContactListUrl(path, { ...query, cursor: null })}>First page</Link>
          </Button>
        )}
        {next !== null && (
          <Button asChild>
            <Link href={formatContactListUrl(path, { ...query, cursor: next })}>Next page</Link>
          </Button>
        )}
      </div>
    </nav>
  );
}

export function ContactListSkeleton() {
  return (
    <div className="flex flex-col gap-3">
      <div aria-hidden className="flex flex-wrap gap-2">
        <div className="h-control w-full animate-pulse rounded-control bg-hover sm:w-72" />
        <div className="ml-auto h-control w-56 animate-pulse rounded-control bg-hover max-sm:ml-0 max-sm:flex-1" />
      </div>
      <ContactTableSkeleton kind="user" rows={12} />
    </div>
  );
}
