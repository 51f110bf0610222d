"use client";

import { ChevronDown, ListFilter } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Sheet, SheetClose, SheetContent, SheetTrigger } from "@/components/ui/sheet";
import type { FacetName, LogSummary } from "@/lib/logs/schema";
import { FacetOptions } from "./facet-options";
import { countActive, facetTitles } from "./facets";
import { useLogFilter } from "./log-filter";

interface FilterSheetProps {
  names: FacetName[];
  summary: LogSummary;
  className?: string;
}

/** All menus of the filter bar in one, for a phone. What is chosen holds at once. */
export function FilterSheet({ names, summary, className }: FilterSheetProps) {
  const { filter, change, clear } = useLogFilter();
  const goesOn = useRef(false);
  const active = countActive(filter, names);
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
