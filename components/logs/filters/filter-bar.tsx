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

/** What the log is narrowed to. On a phone, and beside an open call, all but the search and the time are on a sheet. */
export function FilterBar({ summary, allApplications, retentionDays, searchesBodies }: FilterBarProps) {
  const { filter, clear } = useLogFilter();
  const isPhone = useIsPhone();
  const names = listFacets(allApplications);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField label={searchesBodies ? "Request id or part of a body" : "Request id"} />
        <RangeMenu retentionDays={retentionDays} />
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

/** One stop of the Tab key; the arrows go from menu to menu. */
function FacetRow({ children }: { children: React.ReactNode }) {
  const row = useRef<HTMLDivElement>(null);
  useShortcut("f", () => findShownButton(row.current)?.focus());
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

function findShownButton(row: HTMLElement | null): HTMLElement | undefined {
  return Array.from(row?.querySelectorAll("button") ?? []).find((button) => button.checkVisibility());
}

interface FilterSheetProps {
  names: FacetName[];
  summary: LogSummary;
  className?: string;
}

/** All menus of the filter bar in one, for a phone. What is chosen holds at once. */
function FilterSheet({ names, summary, className }: FilterSheetProps) {
  const { filter, change, clear } = useLogFilter();
  const goesOn = useRef(false);
  const active = countActiveFacets(filter, names);
  const choose = (name: FacetName, values: string[]) => {
    change({ [name]: values }, { goesOn: goesOn.current });
    goesOn.current = true;
  };
  return (
    <Sheet
      onOpenChange={() => {
        goesOn.current = false;
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
                onChoose={(values) => choose(name, values)}
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
