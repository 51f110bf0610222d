"use client";

import { X } from "lucide-react";
import { Toolbar } from "radix-ui";
import { useRef } from "react";
import { useIsPhone } from "@/components/logs/list/use-is-phone";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { useShortcut } from "@/components/ui/use-shortcut";
import { isNarrowed } from "@/lib/logs/read/filter-url";
import type { LogSummary } from "@/lib/logs/schema";
import { FacetMenu } from "./facet-menu";
import { facetsOf } from "./facets";
import { FilterSheet } from "./filter-sheet";
import { useLogFilter } from "./log-filter";
import { RangeMenu } from "./range-menu";
import { SearchField } from "./search-field";

interface FilterBarProps {
  summary: LogSummary;
  ofAll: boolean;
  keptDays: number;
  searchesBodies: boolean;
}

/** What the log is narrowed to. On a phone, and beside an open call, all but the search and the time are on a sheet. */
export function FilterBar({ summary, ofAll, keptDays, searchesBodies }: FilterBarProps) {
  const { filter, clear } = useLogFilter();
  const isPhone = useIsPhone();
  const names = facetsOf(ofAll);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField label={searchesBodies ? "Request id or part of a body" : "Request id"} />
        <RangeMenu keptDays={keptDays} />
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
          {isNarrowed(filter) && (
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
