"use client";

import { ChevronDown, ListFilter, X } from "lucide-react";
import { Toolbar } from "radix-ui";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Sheet, SheetClose, SheetContent, SheetTrigger } from "@/components/ui/overlay/sheet";
import { useIsPhone } from "@/components/ui/use-media-query";
import { useShortcut } from "@/components/ui/use-shortcut";
import { hasActiveFilter } from "@/lib/logs/read/filter-url";
import type { FacetName, LogSummary } from "@/lib/logs/schema";
import { FacetMenu, FacetOptions } from "./facet-menu";
import { countActiveFacets, facetTitles, listFacets } from "./facets";
import { RangeMenu } from "./range-menu";
import { SearchField } from "./search-field";
import { useLogFilter } from "./use-log-filter";

interface FilterBarProps {
  summary: LogSummary;
  allApplications: boolean;
  retentionDays: number;
  searchesBodies: boolean;
}

/** On a phone, and beside an open call, the facets are in a sheet. */
export function FilterBar({ summary, allApplications, retentionDays, searchesBodies }: FilterBarProps) {
  const { filter, change, clear } = useLogFilter();
  const isPhone = useIsPhone();
  const names = listFacets(allApplications, summary.facets.observed.length > 0);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField label={searchesBodies ? "Request id or part of a body" : "Request id"} />
        <RangeMenu filter={filter} onChange={change} retentionDays={retentionDays} />
        <FilterSheet names={names} summary={summary} className="sm:hidden" />
      </div>
      {!isPhone && (
        <FacetRow>
          <FilterSheet names={names} summary={summary} className="hidden beside:inline-flex" />
          {names.map((name) => (
            <span key={name} className="beside:hidden">
              <FacetMenu name={name} options={summary.facets[name]} />
            </span>
          ))}
          {hasActiveFilter(filter) && (
            <Toolbar.Button asChild>
              <Button variant="ghost" onClick={clear} className="px-2.5">
                <X />
                Clear filters
              </Button>
            </Toolbar.Button>
          )}
        </FacetRow>
      )}
    </div>
  );
}

/** One tab stop: the arrow keys move between the menus. */
function FacetRow({ children }: { children: React.ReactNode }) {
  const row = useRef<HTMLDivElement>(null);
  useShortcut("f", () => findVisibleButton(row.current)?.focus());
  return (
    <Toolbar.Root
      ref={row}
      aria-label="Filters"
      className="flex flex-wrap items-center gap-2 max-sm:hidden *:shrink-0"
    >
      <span aria-hidden className="flex items-center gap-1.5 text-muted text-sm pointer-coarse:hidden">
        Filter <Kbd>F</Kbd>
      </span>
      {children}
    </Toolbar.Root>
  );
}

function findVisibleButton(row: HTMLElement | null): HTMLElement | undefined {
  return Array.from(row?.querySelectorAll("button") ?? []).find((button) => button.checkVisibility());
}

interface FilterSheetProps {
  names: FacetName[];
  summary: LogSummary;
  className?: string;
}

/** All facets in one sheet. A choice applies immediately. */
function FilterSheet({ names, summary, className }: FilterSheetProps) {
  const { filter, change, clear } = useLogFilter();
  /** All choices of one opened sheet are one step of the history. */
  const history = useRef<"push" | "replace">("push");
  const active = countActiveFacets(filter, names);
  const select = (name: FacetName, values: string[]) => {
    change({ [name]: values }, { history: history.current });
    history.current = "replace";
  };
  return (
    <Sheet
      onOpenChange={() => {
        history.current = "push";
      }}
    >
      <SheetTrigger asChild>
        <Button className={className}>
          <ListFilter />
          Filters{active > 0 && ` (${active})`}
        </Button>
      </SheetTrigger>
      <SheetContent title="Filters">
        <div className="-mt-4 flex flex-col divide-y">
          {names.map((name) => (
            <details key={name} open={filter[name].length > 0} className="group">
              <summary className="flex h-11 list-none items-center gap-2 font-medium [&::-webkit-details-marker]:hidden">
                {facetTitles[name]}
                {filter[name].length > 0 && (
                  <span className="text-muted">{filter[name].length.toLocaleString("en")}</span>
                )}
                <ChevronDown
                  aria-hidden
                  className="ml-auto size-4 text-muted transition-transform group-open:rotate-180"
                />
              </summary>
              <FacetOptions
                name={name}
                options={summary.facets[name]}
                onChange={(values) => select(name, values)}
              />
            </details>
          ))}
        </div>
        <div className="sticky -bottom-5 -mx-5 -mb-5 mt-5 flex gap-2 border-t bg-raised px-5 py-3 *:flex-1">
          <Button onClick={clear}>Clear filters</Button>
          <SheetClose asChild>
            <Button variant="primary">Show {summary.calls.toLocaleString("en")} calls</Button>
          </SheetClose>
        </div>
      </SheetContent>
    </Sheet>
  );
}
