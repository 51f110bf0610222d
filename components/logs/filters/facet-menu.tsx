"use client";

import { ChevronDown } from "lucide-react";
import { Toolbar } from "radix-ui";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { FacetName, FacetOption } from "@/lib/logs/schema";
import { FacetOptions } from "./facet-options";
import { facetTitles } from "./facets";
import { useLogFilter } from "./log-filter";

interface FacetMenuProps {
  name: FacetName;
  options: FacetOption[];
}

/** A button that says what one name of the filter is, and opens the choice. */
export function FacetMenu({ name, options }: FacetMenuProps) {
  const { filter, change } = useLogFilter();
  /** What is chosen while the menu is open is one step of history. */
  const goesOn = useRef(false);
  const chosen = filter[name];
  const title = facetTitles[name];
  const choose = (values: string[]) => {
    change({ [name]: values }, { goesOn: goesOn.current });
    goesOn.current = true;
  };
  return (
    <Popover
      onOpenChange={() => {
        goesOn.current = false;
      }}
    >
      <Toolbar.Button asChild>
        <PopoverTrigger asChild>
          <Button className={cn("max-w-64 gap-1 px-2.5", chosen.length === 0 && "border-dashed")}>
            <span className={cn(chosen.length > 0 && "text-muted")}>{title}</span>
            {chosen.length > 0 && <span className="truncate">{describeChosen(name, options, chosen)}</span>}
            <ChevronDown className="text-muted" />
          </Button>
        </PopoverTrigger>
      </Toolbar.Button>
      <PopoverContent aria-label={title} className="w-72">
        <FacetOptions name={name} options={options} onChoose={choose} />
        {chosen.length > 0 && (
          <div className="border-t p-1">
            <Button variant="ghost" onClick={() => choose([])} className="w-full justify-start px-2">
              Clear
            </Button>
          </div>
        )}
      </PopoverContent>
    </Popover>
  );
}

/** Two are named; more are counted. */
function describeChosen(name: FacetName, options: FacetOption[], chosen: string[]): string {
  if (chosen.length > 2) return `${chosen.length} chosen`;
  if (name === "status") return chosen.join(", ");
  return chosen.map((value) => options.find((option) => option.value === value)?.label ?? value).join(", ");
}
