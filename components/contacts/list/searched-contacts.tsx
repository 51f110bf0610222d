"use client";

import { SearchX } from "lucide-react";
import Link from "next/link";
import type { ComponentProps } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { EmptyState } from "@/components/ui/feedback/empty-state";
import { Spinner } from "@/components/ui/feedback/spinner";
import type { ConditionGroup } from "@/lib/computations/schema/condition";
import type { ContactKind } from "@/lib/contacts/schema/contact";
import { formatContactListUrl } from "@/lib/contacts/schema/contact-list";
import { ContactTable, ContactTableSkeleton } from "./contact-table";
import { type ContactSearchResult, useContactSearch } from "./use-contact-search";

interface SearchedContactsProps extends ComponentProps<typeof ContactTable> {
  condition: ConditionGroup;
  path: string;
  visit: string;
}

/** The contacts that pass conditions. The server evaluates contacts in the order of the list and sends what it finds. */
export function SearchedContacts({ condition, path, visit, ...table }: SearchedContactsProps) {
  const { slug, kind, query, page, chosen } = table;
  const { search, segment, stage, direction } = query;
  const filter = { search, segment, stage, sort: page.sort, direction };
  const result = useContactSearch(slug, { kind, condition, columns: chosen, ...filter }, visit);
  const { rows, isSearching, next, failure } = result;
  const isEmpty = rows.length === 0 && !failure;
  return (
    <div aria-busy={isSearching || undefined} className="flex flex-col gap-3">
      <SearchStatus kind={kind} result={result} sortsByActivity={page.sortsByActivity} />
      {rows.length > 0 && <ContactTable {...table} page={{ ...page, rows }} />}
      {isEmpty && isSearching && <ContactTableSkeleton kind={kind} rows={6} />}
      {isEmpty && !isSearching && (
        <EmptyState
          icon={<SearchX />}
          title={next === null ? `No ${kind} matches` : `No ${kind} matches so far`}
          description={
            next === null
              ? `None of the ${kind}s pass these conditions and filters.`
              : "The search takes longer in a large workspace. It continues where it ended."
          }
          action={
            next === null ? (
              <Button asChild>
                <Link href={formatContactListUrl(path, { kind })}>Show all {kind}s</Link>
              </Button>
            ) : (
              <Button onClick={result.resume}>Search further</Button>
            )
          }
        />
      )}
      {!isEmpty && <SearchFooter result={result} />}
    </div>
  );
}

interface SearchStatusProps {
  kind: ContactKind;
  result: ContactSearchResult;
  sortsByActivity: boolean;
}

/** Screen readers hear that the search began and how it ended, not each step. */
function SearchStatus({ kind, result, sortsByActivity }: SearchStatusProps) {
  const { isSearching, rows } = result;
  const text = describeResult(kind, result);
  // The empty state says it to those who see it.
  const isVisible = isSearching || rows.length > 0 || result.next !== null;
  return (
    <div className={cn("flex min-h-control items-center gap-2 text-muted", !isVisible && "sr-only")}>
      {isSearching && <Spinner className="size-3.5" />}
      <p aria-hidden className="min-w-0 flex-1 tabular-nums">
        {isSearching && result.searched === 0 ? "Searching…" : text}
        {!sortsByActivity && rows.length > 0 && " Newest first."}
      </p>
      <p role="status" className="sr-only">
        {isSearching ? "Searching…" : text}
      </p>
      {isSearching && (
        <Button variant="ghost" onClick={result.stop}>
          Stop
        </Button>
      )}
    </div>
  );
}

/** "12 users match so far. Searched 12,000 of 1,000,000 users." */
function describeResult(
  kind: ContactKind,
  { rows, searched, total, next, ...state }: ContactSearchResult,
): string {
  const count = rows.length;
  const matches =
    count === 0
      ? `No ${kind} matches`
      : `${formatCount(count)} ${count === 1 ? `${kind} matches` : `${kind}s match`}`;
  if (next === null && !state.isSearching && !state.failure) return `${matches}.`;
  const all = total === null ? "" : ` of ${formatCount(Math.max(total, searched))}`;
  return `${matches} so far. Searched ${formatCount(searched)}${all} ${kind}s.`;
}

function SearchFooter({
  result: { isSearching, isFull, next, failure, resume },
}: {
  result: ContactSearchResult;
}) {
  if (failure) {
    return (
      <div className="flex flex-col items-center gap-2">
        <FailureAlert code={failure.code} message={failure.message} className="w-full" />
        <Button onClick={resume}>Try again</Button>
      </div>
    );
  }
  if (next === null && !isSearching) return null;
  return (
    <div className="flex justify-center">
      <Button pending={isSearching} pendingLabel="Searching…" onClick={resume}>
        {isFull ? "Load more" : "Search further"}
      </Button>
    </div>
  );
}

function formatCount(count: number): string {
  return count.toLocaleString("en");
}
